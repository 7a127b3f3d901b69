import { gzipSync } from 'node:zlib';
import { Hurt } from './hurt.js';
import { makeDeb } from './make-deb.js';
import { makeTar, type MemberToWrite } from './make-tar.js';
import { makeZip } from './make-zip.js';

export const archiveKinds = ['tar', 'tar.gz', 'tar.zst', 'zip', 'deb'] as const;

export type ArchiveKind = (typeof archiveKinds)[number];

/** Bytes of an archive, and what the programs in it are called if nothing in it was changed. */
export interface MadeArchive {
  readonly bytes: Buffer;
  readonly programs: readonly string[];
}

/** How deep archives are in one another here. */
const MOST_DEPTH = 2;

/** Makes an archive of programs, text and archives. */
export function makeArchive(kind: ArchiveKind, name: string, hurt: Hurt, depth = 0): MadeArchive {
  if (kind === 'deb') return makePackage(name, hurt, depth);
  const members: MemberToWrite[] = [];
  const programs: string[] = [];
  const put = (member: string, content: Buffer): void => {
    members.push({ name: member, content });
  };
  for (const member of ['bin/app', 'app', `${'l'.repeat(60)}/${'m'.repeat(60)}`]) {
    if (members.length > 0 && hurt.random.once(2)) continue;
    put(member, programOf(hurt));
    programs.push(`${name}!${member}`);
  }
  if (hurt.random.once(2)) put('README', Buffer.from('hello\n'.repeat(hurt.random.below(200))));
  if (depth < MOST_DEPTH && hurt.random.once(3)) {
    const inner = hurt.random.pick(archiveKinds.filter((one) => canBeSound(one) || !hurt.isSound));
    const made = makeArchive(inner, `${name}!inner.${inner}`, hurt, depth + 1);
    put(`inner.${inner}`, made.bytes);
    programs.push(...made.programs);
  }
  const bytes =
    kind === 'zip' ? makeZip(members, hurt) : compressed(kind, makeTar(members, hurt), hurt);
  return { bytes, programs };
}

/** Whether every Node that is supported reads it. */
export function canBeSound(kind: ArchiveKind): boolean {
  return kind !== 'tar.zst';
}

function makePackage(name: string, hurt: Hurt, depth: number): MadeArchive {
  const { random } = hurt;
  const kind = random.pick<ArchiveKind>(
    hurt.isSound ? ['tar', 'tar.gz'] : ['tar', 'tar.gz', 'tar.zst'],
  );
  const data = makeArchive(kind, name, hurt, depth + 1);
  const control = makeTar([{ name: 'control', content: Buffer.from('Package: x\n') }], hurt);
  const parts = [
    { name: 'debian-binary', content: Buffer.from('2.0\n') },
    { name: 'control.tar.gz', content: compressed('tar.gz', control, hurt) },
    { name: `data.${kind}`, content: data.bytes },
  ];
  return { bytes: makeDeb(parts, hurt), programs: data.programs };
}

/** The header of an ELF file, and something behind it: nothing that reads archives looks further. */
function programOf({ random }: Hurt): Buffer {
  const header = Buffer.alloc(64);
  header.write('\x7fELF\x02\x01\x01', 'latin1');
  header.writeUInt16LE(random.pick([2, 3]), 16);
  header.writeUInt16LE(62, 18);
  return Buffer.concat([header, random.bytes(4 * random.below(500))]);
}

function compressed(kind: ArchiveKind, bytes: Buffer, hurt: Hurt): Buffer {
  if (kind === 'tar.gz') {
    const level = hurt.random.pick([0, 1, 6, 9]);
    const half = hurt.random.once(4) ? hurt.random.below(bytes.length) : 0;
    // Of several parts, as `cat` makes it of two.
    const parts = [bytes.subarray(0, half), bytes.subarray(half)].filter((part) => part.length > 0);
    return hurt.bytes(Buffer.concat(hurt.list(parts.map((part) => gzipSync(part, { level })))));
  }
  return kind === 'tar.zst' ? hurt.bytes(zstdOf(bytes, hurt)) : bytes;
}

const MOST_OF_BLOCK = 64 * 1024;

/** A frame of zstd with plain blocks, which needs no compressor: RFC 8878, 3.1.1. */
function zstdOf(bytes: Buffer, hurt: Hurt): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(hurt.number(bytes.length, 0xffffffff));
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += MOST_OF_BLOCK) {
    const block = bytes.subarray(at, at + MOST_OF_BLOCK);
    const isLast = at + MOST_OF_BLOCK >= bytes.length;
    const header = Buffer.alloc(3);
    header.writeUIntLE(hurt.number(block.length * 8 + (isLast ? 1 : 0), 0xffffff), 0, 3);
    blocks.push(header, block);
  }
  return Buffer.concat([Buffer.from('28b52ffda0', 'hex'), size, ...blocks]);
}

/** What a file of a kind is called. */
export function fileNameOf(kind: ArchiveKind): string {
  return `release.${kind}`;
}
