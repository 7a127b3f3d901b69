import { join } from 'node:path';

export const repositoryRoot = join(__dirname, '../..');

/** Folder of everything that the tests write; ignored by git. */
export const scratchRoot = join(repositoryRoot, 'tmp/e2e');

export const triple = 'x86_64-unknown-linux-musl';
