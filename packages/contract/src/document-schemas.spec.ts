import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { documentSchemas } from './document-schemas.js';

const packageRoot = join(__dirname, '..');
const repositoryRoot = join(packageRoot, '../..');

function validator(name: string) {
  const ajv = new Ajv2020({ strict: true });
  addFormats(ajv);
  return ajv.compile(readJson(join(packageRoot, 'schemas', `${name}.schema.json`)));
}

function readJson(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path, 'utf8'));
}

test.each(Object.keys(documentSchemas))(
  '%s is a JSON Schema that a strict reader takes',
  (name) => {
    expect(validator(name)({ kind: 'something else' })).toBe(false);
  },
);

test('a document of ours is valid, and with an unknown field it is not', () => {
  const isImageLock = validator('image-lock');
  const lock = readJson(join(repositoryRoot, 'images/statix/lock.json'));
  expect(isImageLock(lock)).toBe(true);
  expect(isImageLock({ ...lock, unheardOf: 1 })).toBe(false);
});
