import { isUtf8 } from 'node:buffer';
import type { AskedFor } from './hidden-inputs.js';

/**
 * Files of the packages whose names are not UTF-8: Nx lists none of them (tried with Nx 23), so neither the
 * hash nor the build has them. Git is asked, which knows names as bytes; without git there are none to tell of.
 *
 * @returns a sentence for each of the first, with the command that renames it
 */
export async function unlistedNames(
  workspaceRoot: string,
  { compiled }: Pick<AskedFor, 'compiled'>,
): Promise<string[]> {
  const places = compiled.map(({ root }) => `:(literal)${root === '' ? '.' : root}`);
  // execa is an ES module, and this package is loaded as CommonJS.
  const { execa } = await import('execa');
  const { exitCode, stdout } = await execa(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...places],
    {
      ...{ cwd: workspaceRoot, reject: false, stdin: 'ignore', encoding: 'buffer' },
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  if (exitCode !== 0) return [];
  const found = namesIn(Buffer.from(stdout)).filter((name) => !isUtf8(name));
  const more = found.length - MOST;
  return [
    ...found.slice(0, MOST).map(describe),
    ...(more > 0 ? [`Not seen by this build: ${more} more files whose names are not UTF-8.`] : []),
  ];
}

/** As many are told of one by one. */
const MOST = 5;

function namesIn(list: Buffer): Buffer[] {
  const names: Buffer[] = [];
  for (let from = 0; from < list.length;) {
    const end = list.indexOf(0, from);
    const to = end === -1 ? list.length : end;
    names.push(list.subarray(from, to));
    from = to + 1;
  }
  return names;
}

function describe(name: Buffer): string {
  const written = quoted(name);
  return `Not seen by this build: ${written}, whose name is not UTF-8: Nx lists no such file. If the build needs it, rename it: mv ${written} <name>`;
}

/** As bash reads it, every byte beyond printable ASCII in octal. */
function quoted(name: Buffer): string {
  const text = [...name].map((byte) =>
    byte < 0x20 || byte > 0x7e || byte === 0x27 || byte === 0x5c
      ? `\\${byte.toString(8).padStart(3, '0')}`
      : String.fromCharCode(byte),
  );
  return `$'${text.join('')}'`;
}
