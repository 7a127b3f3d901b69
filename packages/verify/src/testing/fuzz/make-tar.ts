import { paxRecord, TAR_END } from '../make-archive.js';
import type { Hurt } from './hurt.js';

export interface MemberToWrite {
  readonly name: string;
  readonly content: Buffer;
}

type Format = 'v7' | 'gnu' | 'pax';

/** Offset and length of each field of a header: POSIX, pax, "ustar Interchange Format". */
const FIELDS: readonly (readonly [at: number, length: number])[] = [
  [0, 100],
  [100, 8],
  [108, 8],
  [116, 8],
  [124, 12],
  [136, 12],
  [148, 8],
  [156, 1],
  [157, 100],
  [257, 6],
  [263, 2],
  [265, 32],
  [329, 8],
  [345, 155],
];

const MAGICS: Readonly<Record<Format, string>> = { v7: '', gnu: 'ustar  \0', pax: 'ustar\u000000' };

/** Sizes as a header may have them: digits that lie, none, base 256, a negative number. */
const SIZES: readonly string[] = [
  '00000000000\0',
  '77777777777\0',
  '777777777777',
  '-0000000001\0',
  '0x000000010\0',
  '            ',
  '\0\0\0\0\0\0\0\0\0\0\0\0',
  '99999999999\0',
  `\x80${'\0'.repeat(9)}\x02\0`,
  `\x80${'\xff'.repeat(11)}`,
  '\xff'.repeat(12),
  `\x80${'\0'.repeat(5)}${'\xff'.repeat(6)}`,
];

const TYPES = '01234567\0gxLKSDMNVXAZ'.split('');

/** A tar archive as v7, GNU tar or POSIX have it, with a folder, links, and what stands before long names. */
export function makeTar(members: readonly MemberToWrite[], hurt: Hurt): Buffer {
  const format = hurt.random.pick<Format>(['v7', 'gnu', 'pax']);
  const parts: Buffer[] = members.map(({ name, content }) => {
    const long = hurt.name(name);
    const isLong = Buffer.byteLength(long) > 100 || hurt.random.once(6);
    const header = isLong ? 'long' : long;
    const written = [
      ...(isLong ? [longName(long, format, hurt)] : []),
      member({ name: header, type: '0', content }, format, hurt),
    ];
    return Buffer.concat(hurt.list(written));
  });
  const { random } = hurt;
  const nothing = Buffer.alloc(0);
  if (random.once(2))
    parts.unshift(member({ name: 'bin/', type: '5', content: nothing }, format, hurt));
  for (const [type, name] of [
    ['2', 'a-link'],
    ['1', 'a-hard-link'],
  ] as const) {
    if (random.once(4)) {
      const link = { name, type, content: nothing, linkName: hurt.name('bin/app') };
      parts.push(member(link, format, hurt));
    }
  }
  if (format === 'pax' && random.once(4))
    parts.unshift(extension('g', paxRecord('comment', 'made'), format, hurt));
  return hurt.bytes(Buffer.concat([...hurt.list(parts), ...hurt.list([TAR_END])]));
}

/** GNU tar and old archives have a header of their own for it, POSIX a record. */
function longName(name: string, format: Format, hurt: Hurt): Buffer {
  if (format !== 'pax') return extension('L', `${name}\0`, format, hurt);
  const records = [paxRecord('mtime', '1.5'), paxRecord('path', name)];
  if (hurt.once())
    records.push(paxRecord('size', String(hurt.random.pick([0, 1, 2 ** 40, -1, 1e21]))));
  if (hurt.once())
    records.push(
      paxRecord(
        hurt.random.pick(['GNU.sparse.name', 'linkpath', 'hdrcharset', '__proto__', '']),
        'x',
      ),
    );
  if (hurt.once())
    records.push(hurt.random.pick(['0 path=x\n', '9999999 path=x\n', '8 path=', ' \n', '5 =x\n']));
  return extension('x', hurt.list(records).join(''), format, hurt);
}

function extension(type: string, text: string, format: Format, hurt: Hurt): Buffer {
  return member({ name: 'before', type, content: hurt.bytes(Buffer.from(text)) }, format, hurt);
}

interface TarMemberToWrite extends MemberToWrite {
  /** One character. */
  readonly type: string;
  readonly linkName?: string;
}

function member(
  { name, type, content, linkName = '' }: TarMemberToWrite,
  format: Format,
  hurt: Hurt,
): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0, 100);
  block.write('0000755\0', 100, 'latin1');
  const size = `${content.length.toString(8).padStart(11, '0')}\0`;
  block.write(hurt.once() ? hurt.random.pick(SIZES) : size, 124, 12, 'latin1');
  block.write('14000000000\0', 136, 'latin1');
  block.write(hurt.once() ? hurt.random.pick(TYPES) : type, 156, 1, 'latin1');
  block.write(linkName, 157, 100);
  block.write(MAGICS[format], 257, 'latin1');
  if (hurt.once()) {
    const [at, length] = hurt.random.pick(FIELDS);
    hurt.random.bytes(160).copy(block, at, 0, length);
  }
  if (hurt.once()) block.write(hurt.name('..'), 345, 155);
  // Mostly right whatever else was changed: otherwise no reader would go further.
  if (!hurt.once(4)) {
    block.write('        ', 148, 'latin1');
    const sum = block.reduce((total, byte) => total + byte, 0);
    block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  }
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  return Buffer.concat([block, hurt.bytes(content), padding]);
}
