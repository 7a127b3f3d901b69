import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readRepository, repositoryFiles, type CargoRepository } from '../index.js';

/** Content of a file; a symbolic link is given as `{ link: target }`. */
export type FileContent = string | Uint8Array | { readonly link: string };

export interface TemporaryRepository {
  readonly root: string;
  readonly read: () => CargoRepository;
  readonly write: (files: Readonly<Record<string, FileContent>>) => void;
}

const made: string[] = [];

/** Real files in a new directory. A Cargo.toml is picked up by `read` wherever it is. */
export function temporaryRepository(
  files: Readonly<Record<string, FileContent>>,
): TemporaryRepository {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'statix-cargo-')));
  made.push(root);
  const manifests = new Set<string>();
  const write = (added: Readonly<Record<string, FileContent>>): void => {
    for (const [path, content] of Object.entries(added)) {
      const file = join(root, path);
      mkdirSync(dirname(file), { recursive: true });
      if (typeof content === 'object' && 'link' in content) symlinkSync(content.link, file);
      else writeFileSync(file, content);
      if (/(^|\/)Cargo\.toml$/.test(path)) manifests.add(path);
    }
  };
  write(files);
  return { root, write, read: () => readRepository([...manifests], repositoryFiles(root)) };
}

/** For `afterAll`. */
export function removeTemporaryRepositories(): void {
  for (const root of made.splice(0)) rmSync(root, { recursive: true, force: true });
}

/** A `[package]` table; more lines go below it. */
export function packageToml(name: string, more = ''): string {
  return `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${more}`;
}
