import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDefinition } from './write-definition.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'statix-definition-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const path = 'images/statix/statix-image.json';
const step = { what: 'Define', path, content: '{\n  "base": "b"\n}\n' };
const written = () => readFileSync(join(folder, path), 'utf8');

test('a definition is written with its folder, and once', () => {
  writeDefinition(step, folder);
  expect(written()).toBe(step.content);
  writeFileSync(join(folder, path), '{ "base": "b" }');
  writeDefinition(step, folder);
  expect(written()).toBe('{ "base": "b" }');
});

test.each(['{ "base": "c" }', 'no JSON'])('another one stays: %s', (content) => {
  writeDefinition(step, folder);
  writeFileSync(join(folder, path), content);
  expect(() => {
    writeDefinition(step, folder);
  }).toThrow(
    expect.objectContaining({
      code: 'STATIX_IMAGE_DEFINED',
      remedies: expect.arrayContaining([
        { text: `Write into ${path}:`, snippet: '{\n  "base": "b"\n}' },
      ]),
    }),
  );
  expect(written()).toBe(content);
});
