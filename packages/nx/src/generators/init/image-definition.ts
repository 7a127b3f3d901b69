import { readFileSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import { join } from 'node:path/posix';
import { globAsync, readJson, writeJson, type Tree } from '@nx/devkit';
import { imageContractSchema, parseDocument, StatixError } from '@statix/contract';
import { parseDigestReference } from '@statix/toolchain/identity';
import type { InitOptions } from './schema.js';

const definitionName = 'statix-image.json';
const contractName = 'contract.json';

/**
 * Writes statix-image.json: an image that is made from a recipe, or a finished one by its digest, with
 * a copy of its contract where one is given. A definition that is there stays.
 *
 * @throws StatixError STATIX_IMAGE_DEFINED when a reference is given and a definition is there that
 *   has another; STATIX_IMAGE_REFERENCE_INVALID, STATIX_OPTION_INVALID, STATIX_DOCUMENT_MISSING,
 *   STATIX_DOCUMENT_INVALID of the contract
 */
export async function writeImageDefinition(tree: Tree, options: InitOptions): Promise<void> {
  const { imageDirectory, recipe, base, reference, contract } = options;
  if (reference === undefined && contract !== undefined) {
    throw new StatixError({
      code: 'STATIX_OPTION_INVALID',
      what: 'contract is given without reference',
      why: 'A contract describes a finished image; one that is made from a recipe brings its own.',
      remedies: ['Name the image, too: --reference=registry.example/team/image@sha256:…'],
    });
  }
  if (reference !== undefined) parseDigestReference(reference);
  const [present] = (await globAsync(tree, [`**/${definitionName}`])).sort();
  if (present !== undefined) {
    if (reference !== undefined) requireSame(tree, present, reference);
    return;
  }
  const definition = join(imageDirectory, definitionName);
  if (reference === undefined) {
    writeJson(tree, definition, { recipe, base });
    return;
  }
  if (contract === undefined) {
    writeJson(tree, definition, { reference });
    return;
  }
  const text = readContract(tree.root, tree, contract);
  parseDocument(text, contract, imageContractSchema);
  tree.write(join(imageDirectory, contractName), text);
  writeJson(tree, definition, { reference, contract: contractName });
}

/** A contract may lie anywhere: whoever makes the image hands it over as a file. */
function readContract(root: string, tree: Tree, path: string): string {
  const inside = isAbsolute(path) ? relative(root, path) : path;
  if (!inside.startsWith('..') && !isAbsolute(inside)) {
    const text = tree.read(inside, 'utf8');
    if (text !== null) return text;
  }
  try {
    return readFileSync(join(isAbsolute(path) ? '' : root, path), 'utf8');
  } catch (cause) {
    throw new StatixError({
      code: 'STATIX_DOCUMENT_MISSING',
      what: `The contract ${path} cannot be read`,
      why: cause instanceof Error ? cause.message : String(cause),
      remedies: ['Give its path from the workspace root, or an absolute one.'],
      cause,
    });
  }
}

function requireSame(tree: Tree, present: string, reference: string): void {
  if (readJson<{ reference?: unknown }>(tree, present).reference === reference) return;
  throw new StatixError({
    code: 'STATIX_IMAGE_DEFINED',
    what: `${present} defines another image`,
    remedies: [
      { text: `Write into ${present}:`, snippet: JSON.stringify({ reference }) },
      'Or remove it, and run this again.',
    ],
  });
}
