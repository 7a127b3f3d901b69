import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { imageContract } from '@statix/contract/testing/image-contract';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { readOwnImage } from './read-own-image.js';

const newFolder = temporaryFolders();
const identity = {
  identity: 'a1'.repeat(32),
  reference: 'statix.local/statix:a1a1',
  definition: 'images/statix/statix-image.json',
};
const contractPath = 'opt/statix/contract.json';
const identityPath = 'opt/statix/identity';

let root: string;

beforeEach(() => {
  root = newFolder();
  write(contractPath, JSON.stringify(imageContract));
  write(identityPath, `${identity.identity}\n`);
});

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

async function refusal(asked: Parameters<typeof readOwnImage>[0] = identity): Promise<string> {
  const { code, what, why } = await statixErrorOf(readOwnImage(asked, root));
  expect(code).toBe('STATIX_RUNNER_NOT_IN_IMAGE');
  return `${what}. ${why ?? ''}`;
}

test('the contract of the image that this runs in', async () => {
  expect(await readOwnImage(identity, root)).toEqual(imageContract);
});

test('a machine that is no image of Statix', async () => {
  rmSync(join(root, 'opt'), { recursive: true });
  expect(await refusal()).toContain('this is not the Statix image');
});

test('attack: another image than the one that is hashed', async () => {
  write(identityPath, `${'b2'.repeat(32)}\n`);
  expect(await refusal()).toContain(`says ${'b2'.repeat(32)}, and the definition asks for a1a1`);
});

test('an image that does not say which one it is', async () => {
  rmSync(join(root, identityPath));
  expect(await refusal()).toContain('does not say which one it is');
});

test('an image that is known by its digest alone', async () => {
  const referenced = { reference: `r.example/x@sha256:${'0'.repeat(64)}`, contract: null };
  expect(await refusal({ ...identity, referenced })).toContain('no image holds its own digest');
});

test('a contract of another form', async () => {
  write(contractPath, '{}');
  expect((await statixErrorOf(readOwnImage(identity, root))).code).toBe('STATIX_DOCUMENT_INVALID');
});
