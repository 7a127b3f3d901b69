import { identifiedImage, type IdentifiedImage } from './identified-image.js';
import type { NxTarget } from './nx-context.js';

const image = 'dist/image/statix-image/image.json';

function imageOf(...targets: NxTarget[]): IdentifiedImage | undefined {
  const projects = Object.fromEntries(
    targets.map((target, index) => [`image-${index}`, { targets: { identify: target } }]),
  );
  return identifiedImage(image, { root: '/repo', projectsConfigurations: { projects } });
}

const identify = (definition: string, identity = image, channel?: string): NxTarget => ({
  executor: '@statix/image:identify',
  options: { definition, identity, ...(channel === undefined ? {} : { channel }) },
});

test('the definition of the target that writes the document', () => {
  const other = identify('other/statix-image.json', 'dist/image/other/image.json');
  expect(imageOf(other, identify('images/statix/statix-image.json'))).toEqual({
    imageDefinition: 'images/statix/statix-image.json',
  });
  expect(imageOf(identify('./images/statix-image.json', `./${image}`))).toEqual({
    imageDefinition: 'images/statix-image.json',
  });
});

test('and the Rust channel', () => {
  expect(imageOf(identify('a.json', image, '1.85'))).toEqual({
    imageDefinition: 'a.json',
    imageChannel: '1.85',
  });
});

test.each<[string, NxTarget[]]>([
  ['no target', []],
  ['a target of another executor', [{ ...identify('a.json'), executor: 'nx:run-commands' }]],
  ['a target without options', [{ executor: '@statix/image:identify' }]],
  ['targets of two definitions', [identify('a.json'), identify('b.json')]],
  ['targets of two channels', [identify('a.json'), identify('a.json', image, '1.85')]],
])('none where %s writes it', (_what, targets) => {
  expect(imageOf(...targets)).toBeUndefined();
});
