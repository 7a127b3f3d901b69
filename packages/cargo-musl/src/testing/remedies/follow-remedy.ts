import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import type { Remedy } from '@statix/contract';

/**
 * Does what a remedy says, to the letter: a table of settings goes to the end of the package's Cargo.toml, a
 * line for a dependency into its place there, and commands are run at the root of the workspace.
 */
export function followRemedy(
  root: string,
  { text, snippet }: Remedy,
  values: Readonly<Record<string, string>> = {},
): void {
  if (snippet === undefined) throw new Error(`needs a hand that follows it: ${text}`);
  const lines = Object.entries(values).reduce(
    (filled, [name, value]) => filled.replaceAll(name, value),
    snippet,
  );
  if (lines.startsWith('[')) appendToManifest(root, lines);
  else if (/^(?:[A-Z_]+=\S+ )?cargo /.test(lines))
    for (const command of lines.split('\n')) type(root, command);
  else if (/^[\w-]+ = /.test(lines))
    for (const line of lines.split('\n')) setDependency(root, line);
  else throw new Error(`needs a hand that follows it: ${text}\n${lines}`);
}

const manifestOf = (root: string): string => join(root, 'crates/app/Cargo.toml');

function appendToManifest(root: string, lines: string): void {
  const path = manifestOf(root);
  writeFileSync(path, `${readFileSync(path, 'utf8')}\n${lines}\n`);
}

function setDependency(root: string, line: string): void {
  const path = manifestOf(root);
  const text = readFileSync(path, 'utf8');
  const name = line.slice(0, line.indexOf(' '));
  const own = new RegExp(`^${name} = .*$`, 'm');
  writeFileSync(
    path,
    own.test(text)
      ? text.replace(own, line)
      : text.replace('[dependencies]\n', `[dependencies]\n${line}\n`),
  );
  // As the README asks for after each change of dependencies.
  type(root, 'cargo update --workspace');
}

/** Without a shell: an assignment before the command, and words. */
function type(root: string, command: string): void {
  const words = command.split(' ');
  const assigned = words.filter((word) => /^[A-Z_]+=/.test(word));
  const [program = '', ...args] = words.filter((word) => !assigned.includes(word));
  const env = Object.fromEntries(assigned.map((word) => word.split('=')));
  execaSync(program, args, { cwd: root, env });
}
