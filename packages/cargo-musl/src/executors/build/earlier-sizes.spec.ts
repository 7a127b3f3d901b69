import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { earlierSizes, sizeChanges } from './earlier-sizes.js';

const newFolder = temporaryFolders();

test.each<[number | undefined, string[]]>([
  [undefined, []],
  [7_561_160, []],
  [7_561_159, ['app 1 byte larger than the one before']],
  [7_600_000, ['app 39 kB smaller than the one before']],
  [5_000_000, ['app 2.6 MB larger than the one before']],
])('a program against one of %s bytes', (before, expected) => {
  const earlier = new Map(before === undefined ? [] : [['app', before]]);
  expect(sizeChanges([{ name: 'app', size: 7_561_160 }], earlier)).toEqual(expected);
});

test('fault: what lies there is no manifest', () => {
  const root = newFolder();
  mkdirSync(join(root, 'dist'));
  writeFileSync(join(root, 'dist/app.build.json'), '{"binary":{"size":"5"}}');
  writeFileSync(join(root, 'dist/other.build.json'), 'no JSON');
  const binaries = ['app', 'other', 'none'].map((name) => ({ name, path: name, certain: true }));
  expect(earlierSizes({ binaries, outputPath: 'dist' }, root)).toEqual(new Map());
});
