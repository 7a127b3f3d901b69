import { basename, dirname, join } from 'node:path/posix';
import { logger, type Tree } from '@nx/devkit';
import { readCargo } from '../generators/cargo/read-cargo.js';
import { anchored } from '../generators/ignored/ignore-folders.js';
import { isIgnored } from '../generators/ignored/is-ignored.js';
import { targetFolders } from '../generators/ignored/target-folders.js';
import { foldersNamed } from './folders-named.js';
import { linesOfInit } from './lines-of-init.js';

const file = '.gitignore';

/**
 * `init` of 0.1.0 wrote `dist` and `target` into .gitignore without a slash in front. Such a line hides
 * every folder of that name, modules such as `src/dist/` included. Puts lines in their place that mean
 * the folders of output only, and says which folders of sources git sees from now on. Lines that
 * somebody else wrote stay.
 */
export default async function anchorIgnoredOutputs(tree: Tree): Promise<void> {
  const before = tree.exists(file) ? (tree.read(file, 'utf8') ?? '') : '';
  const lines = before.split('\n');
  const written = linesOfInit(lines);
  if (written.length === 0) return;

  const names = written.map((index) => nameOn(lines[index]));
  const hidden = foldersNamed(tree, names).filter((folder) => isIgnored(tree, folder));
  const targets = names.includes('target') ? targetFolders(await readCargo(tree)) : [];
  const outputs = ['dist', ...targets, ...hidden.filter((folder) => isOutput(tree, folder))];
  const anchoredLines = new Map(
    written.map((index) => [index, linesFor(nameOn(lines[index]), outputs)]),
  );
  const withEnd = (line: string) => (before.includes('\r\n') ? `${line}\r` : line);
  tree.write(
    file,
    lines.flatMap((line, index) => anchoredLines.get(index)?.map(withEnd) ?? [line]).join('\n'),
  );

  const seen = hidden.filter((folder) => !isIgnored(tree, folder));
  for (const line of report(names, [...anchoredLines.values()].flat(), seen)) logger.info(line);
}

function nameOn(line = ''): string {
  return line.trim();
}

function linesFor(name: string, outputs: readonly string[]): string[] {
  const own = outputs.filter((folder) => basename(folder) === name);
  return [...new Set(own)].sort().map(anchored);
}

/** Written by a build: cargo marks its folder, and a package of npm has its `dist` beside package.json. */
function isOutput(tree: Tree, folder: string): boolean {
  const beside = basename(folder) === 'dist' ? distMakers : targetMakers;
  return (
    tree.exists(join(folder, 'CACHEDIR.TAG')) ||
    beside.some((name) => tree.exists(join(dirname(folder), name)))
  );
}

const distMakers = ['package.json', 'pyproject.toml', 'Trunk.toml'];
const targetMakers = ['pom.xml', 'build.sbt'];

function report(
  names: readonly string[],
  anchoredLines: readonly string[],
  seen: readonly string[],
): string[] {
  const lines = names.map((name) => `\`${name}\``).join(' and ');
  return [
    `${file}: ${lines} hid every folder of that name, modules such as src/${names[0] ?? ''}/ included. ` +
      `Now folders of output are named one by one: ${anchoredLines.join(', ')}.`,
    ...(seen.length === 0
      ? []
      : [
          `git, Nx and the build see these folders from now on: ${seen.join(', ')}. Commit what is ` +
            'source, and give each folder of output a line of its own.',
        ]),
  ];
}
