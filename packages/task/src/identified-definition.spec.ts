import { identifiedDefinition } from './identified-definition.js';
import type { NxTarget } from './nx-context.js';

const image = 'dist/image/statix-image/image.json';

function definitionOf(...targets: NxTarget[]): string | undefined {
  const projects = Object.fromEntries(
    targets.map((target, index) => [`image-${index}`, { targets: { identify: target } }]),
  );
  return identifiedDefinition(image, { root: '/repo', projectsConfigurations: { projects } });
}

const identify = (definition: string, identity = image): NxTarget => ({
  executor: '@statix/image:identify',
  options: { definition, identity },
});

test('the definition of the target that writes the document', () => {
  const other = identify('other/statix-image.json', 'dist/image/other/image.json');
  expect(definitionOf(other, identify('images/statix/statix-image.json'))).toBe(
    'images/statix/statix-image.json',
  );
  expect(definitionOf(identify('./images/statix-image.json', `./${image}`))).toBe(
    'images/statix-image.json',
  );
});

test.each<[string, NxTarget[]]>([
  ['no target', []],
  ['a target of another executor', [{ ...identify('a.json'), executor: 'nx:run-commands' }]],
  ['a target without options', [{ executor: '@statix/image:identify' }]],
  ['targets of two definitions', [identify('a.json'), identify('b.json')]],
])('none where %s writes it', (_what, targets) => {
  expect(definitionOf(...targets)).toBeUndefined();
});
