import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { restoreMountPoints } from './restore-mount-points.js';

test('after each step that mounts a tmpfs its folders are made', () => {
  const dockerfile = [
    'FROM x AS first',
    'RUN --mount=type=tmpfs,target=/run \\',
    '    --mount=type=bind,source=a,target=/run/a \\',
    '    --mount=type=tmpfs,target=/tmp \\',
    '    make',
    'COPY a b',
    'RUN --mount=type=bind,source=a,target=/tmp/a make',
    '# RUN --mount=type=tmpfs,target=/var make',
    '',
  ];
  const restored = [...dockerfile];
  restored.splice(5, 0, 'RUN mkdir -p /run /tmp && chmod 755 /run && chmod 1777 /tmp');
  expect(restoreMountPoints(dockerfile.join('\n'))).toBe(restored.join('\n'));
});

test('nothing is put between the lines of an instruction, nor into a here-document', () => {
  const step = ['RUN --mount=type=tmpfs,target=/tmp \\', '  # why', '', '    make'].join('\n');
  const added = 'RUN mkdir -p /tmp && chmod 1777 /tmp';
  expect(restoreMountPoints(`${step}\nCOPY a b`)).toBe(`${step}\n${added}\nCOPY a b`);
  const document = 'RUN --mount=type=tmpfs,target=/tmp <<END\nmake\nEND\n';
  expect(restoreMountPoints(document)).toBe(document);
});

test('the recipe of Statix: nothing is taken out of it', () => {
  const recipe = join(__dirname, '../../../image/recipe/Dockerfile');
  const dockerfile = readFileSync(recipe, 'utf8');
  const lines = restoreMountPoints(dockerfile).split('\n');
  const added = lines.filter((line) => line.startsWith('RUN mkdir -p /'));
  expect(added).toContain('RUN mkdir -p /tmp && chmod 1777 /tmp');
  expect(lines.filter((line) => !line.startsWith('RUN mkdir -p /')).join('\n')).toBe(dockerfile);
});
