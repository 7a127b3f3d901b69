import { StatixError } from '@statix/contract';

/** What deb-control(5) asks for. */
export interface ControlFields {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly maintainer: string;
  readonly section: string;
  readonly depends: readonly string[];
  readonly homepage: string | undefined;
  /** The first line is the synopsis. */
  readonly description: string;
  /** Bytes of what is installed. */
  readonly installedBytes: number;
}

/** Text of `control`: one field a line, further lines of the description begin with a space. */
export function controlFile(fields: ControlFields): string {
  const [synopsis, extended] = describe(fields.description);
  const lines = [
    ['Package', fields.name],
    ['Version', fields.version],
    ['Section', fields.section],
    ['Priority', 'optional'],
    ['Architecture', fields.architecture],
    ...(fields.depends.length === 0 ? [] : [['Depends', fields.depends.join(', ')]]),
    ['Installed-Size', String(Math.ceil(fields.installedBytes / 1024))],
    ['Maintainer', fields.maintainer],
    ...(fields.homepage === undefined ? [] : [['Homepage', fields.homepage]]),
    ['Description', [synopsis, ...extended].join('\n')],
  ];
  for (const [name = '', value = ''] of lines) requireOneField(name, value);
  return lines.map(([name, value]) => `${name}: ${value}\n`).join('');
}

/** A text of paragraphs as the field has it: lines of at most 78 characters, ` .` for an empty one. */
function describe(text: string): [synopsis: string, extended: string[]] {
  const [first = '', ...rest] = text.trim().split(/\r?\n/);
  const words = first.trim();
  const short = words.length <= 80 && rest.length === 0;
  if (short) return [words, []];
  const synopsis = words.length <= 80 ? words : `${words.slice(0, 77).replace(/\s+\S*$/, '')}...`;
  const paragraphs = (words.length <= 80 ? rest : [words, ...rest]).join('\n').split(/\n\s*\n/);
  const lines = paragraphs
    .map((paragraph) => paragraph.split(/\s+/).filter((word) => word !== ''))
    .filter((paragraph) => paragraph.length > 0)
    .flatMap((paragraph, index) => [...(index === 0 ? [] : [' .']), ...wrapped(paragraph)]);
  return [synopsis, lines];
}

function wrapped(words: readonly string[]): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && line.length + word.length + 1 > 78) {
      lines.push(line);
      line = '';
    }
    // A line that begins with a dot has a meaning of its own.
    line = line === '' ? ` ${word.replace(/^\.+$/, '…')}` : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

/** A line break in a value would begin a field of its own, such as another Depends. */
function requireOneField(name: string, value: string): void {
  const lines = value.split('\n');
  const isSound =
    !/[\u0000-\u0009\u000b-\u001f\u007f]/.test(value) &&
    (lines[0] ?? '') !== '' &&
    lines.slice(1).every((line) => /^ \S/.test(line));
  if (isSound) return;
  throw new StatixError({
    code: 'STATIX_DEB_FIELD',
    what: `The field ${name} of the Debian package cannot be ${JSON.stringify(value.slice(0, 200))}`,
    why: 'It is empty, or has a control character or a line break in it.',
    remedies: ['Correct the field of Cargo.toml, or the option, that it comes from.'],
  });
}
