import { COMMAND, FLAGS } from './parse-command-line.js';

const WIDTH = 92;
const INDENT = 8;

/** What `--help` prints: the flags as the schema has them. */
export function help(): string {
  const flags = FLAGS.map(({ name, form, value, description, initial }) => {
    const repeated = form === 'list' || form === 'pairs' ? ' (repeatable)' : '';
    const isSaid = typeof initial === 'string' || typeof initial === 'number';
    const otherwise = isSaid ? `; ${initial} if not given` : '';
    return entry(
      `--${name}${value === '' ? '' : `=${value}`}`,
      `${description}${repeated}${otherwise}`,
    );
  });
  return `${COMMAND} <file>… [flags]

Proves that programs are fully static x86_64 Linux programs, by their bytes; with --run, also that each
runs in a container that holds nothing else. A file is a program or an archive of programs: .tar,
.tar.gz, .tar.zst (Node 22.15 and later), .zip, .deb. Nothing that is verified runs on this machine itself.

  ${COMMAND} ./app
  ${COMMAND} release.tar.gz --run --args=--version --expect-stdout='^app 1\\.'
  ${COMMAND} ./app --policy=strict --overrides='{"overlay": {"status": "warn", "reason": "its help pages"}}'

${flags.join('\n')}
${entry('--help, -h', 'Print this')}
${entry('--version', 'Print the version')}

A value that begins with a dash is written behind =. So is everything in an archive named: archive!file.

Exit code
  0  every program passed
  1  a program failed
  2  the command line is wrong
  3  no program failed, and something could not be verified: a file that is no program, an archive that is
     refused, a run that is asked for where there is no container engine
  128 and the signal's number, where one ended it
`;
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
