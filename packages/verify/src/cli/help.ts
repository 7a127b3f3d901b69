import { COMMAND, FLAGS, NO_RUN } from './parse-command-line.js';

const WIDTH = 92;
const INDENT = 8;

/** What `--help` prints: the flags as the schema has them. */
export function help(): string {
  const flags = FLAGS.map(({ name, form, value, description, initial }) => {
    const repeated = form === 'list' || form === 'pairs' ? ' (repeatable)' : '';
    const isSaid = initial !== undefined && initial !== false && !isEmpty(initial);
    const otherwise = isSaid ? `; ${String(initial)} if not given` : '';
    return entry(`--${name}${value === '' ? '' : `=${value}`}`, `${description}${repeated}${otherwise}`);
  });
  return `${COMMAND} <file>… [flags]

Proves programs fully static, and runs each in an empty container. A file is a program or an archive of
programs: .tar, .tar.gz, .tar.zst (Node 22.15 and later), .zip, .deb. Nothing runs on this machine itself.

${entry(`--${NO_RUN}`, 'Do not run the programs: then no container engine is needed, and less is proven')}
${flags.join('\n')}
${entry('--help, -h', 'Print this')}
${entry('--version', 'Print the version')}

Exit code: 0 all passed; 1 a program failed; 2 the command line is wrong; 3 none failed, but something could not
be verified (a file that is no program, an archive that is refused, no container engine). Ended by a signal: 128 and its number.
`;
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** A flag, and its description in lines below it. */
function entry(flag: string, description: string): string {
  const lines: string[] = [];
  for (const word of description.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return [`  ${flag}`, ...lines.map((line) => `${' '.repeat(INDENT)}${line}`)].join('\n');
}
