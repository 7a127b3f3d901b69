import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Remedy } from '@statix/contract';

/**
 * Does what a remedy says, to the letter: a table of settings goes to the end of the package's Cargo.toml (a
 * profile to that of the workspace), a line for a dependency into its place there, `export` sets a variable of
 * this machine, and commands are run at the root of the workspace.
 */
export async function followRemedy(
  root: string,
  { text, snippet }: Remedy,
  values: Readonly<Record<string, string>> = {},
): Promise<void> {
  if (snippet === undefined) throw new Error(`needs a hand that follows it: ${text}`);
  const lines = Object.entries(values).reduce(
    (filled, [name, value]) => filled.replaceAll(name, value),
    snippet,
  );
  if (lines.startsWith('[profile.')) append(join(root, 'Cargo.toml'), lines);
  else if (lines.startsWith('[target.')) {
    append(manifestOf(root), lines);
    await type(root, lockAgain);
  } else if (lines.startsWith('[')) append(manifestOf(root), lines);
  else if (lines.startsWith('export ')) for (const line of lines.split('\n')) setVariable(line);
  else if (/^(?:(?:[A-Z_]+=\S+ )?cargo|docker) /.test(lines))
    for (const command of lines.split('\n')) await type(root, command);
  else if (/^[\w-]+ = /.test(lines))
    for (const line of lines.split('\n')) await setDependency(root, line);
  else throw new Error(`needs a hand that follows it: ${text}\n${lines}`);
}

const manifestOf = (root: string): string => join(root, 'crates/app/Cargo.toml');

/** As the README asks for after each change of dependencies. */
const lockAgain = 'cargo update --workspace';

function append(path: string, lines: string): void {
  writeFileSync(path, `${readFileSync(path, 'utf8')}\n${lines}\n`);
}

async function setDependency(root: string, line: string): Promise<void> {
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
  await type(root, lockAgain);
}

function setVariable(line: string): void {
  const [, name, value] = /^export (\w+)=(\S+)$/.exec(line) ?? [];
  if (name === undefined) throw new Error(`no variable: ${line}`);
  process.env[name] = value;
}

/** Without a shell: an assignment before the command, and words. A server that it asks may be this process. */
async function type(root: string, command: string): Promise<void> {
  const words = command.split(' ');
  const assigned = words.filter((word) => /^[A-Z_]+=/.test(word));
  const [program = '', ...args] = words.filter((word) => !assigned.includes(word));
  const env = Object.fromEntries(assigned.map((word) => word.split('=')));
  await execa(program, args, { cwd: root, env });
}
