import { isStatixError, type Check } from '@statix/contract';
import { STATIC_CHECK_IDS } from '../../check-ids.js';
import { buildIdOf } from '../../checks/build-information.js';
import { staticChecks, type StaticCheckOptions } from '../../checks/static-checks.js';
import { verdictOf } from '../../checks/verdict-of.js';
import { classifyLinkage } from '../../classify-linkage.js';
import type { ElfFile, TextFinding } from '../../elf-file.js';
import { hashSource, parseElf, parseStructure } from '../../parse-elf.js';
import { bufferSource, type ByteSource } from '../../read/byte-source.js';
import { symbolAt } from '../../read/symbols.js';
import { obstacleAt } from '../../reserved/obstacle-at.js';
import { GLIBC_TEXTS, PATH_TEXTS } from '../../scan/sought-texts.js';
import { TextScanner } from '../../scan/text-scanner.js';
import { readReference, type ReferenceFacts } from './reference-reader.js';

/** Longest that a file may take, by the clock and by the processor: the fuzzer's machine may be busy besides. */
const MOST_MILLISECONDS = 1000;

const SOUGHT = [...GLIBC_TEXTS, ...PATH_TEXTS];

/** What became of an input: `pass`, `fail`, or the code of the refusal. */
export type Outcome = string;

/**
 * Reads a file and checks it, and compares all of it with the reference.
 *
 * @throws Error that says what is wrong with the reader
 */
export async function judgeElf(bytes: Buffer): Promise<Outcome> {
  const metered = meteredSource(bytes);
  const began = performance.now();
  const cpu = process.cpuUsage();
  const outcome = await read(metered.source);
  const { user, system } = process.cpuUsage(cpu);
  const took = Math.min(performance.now() - began, (user + system) / 1000);
  if (took > MOST_MILLISECONDS) throw new Error(`it took ${Math.round(took)} ms`);
  // Once for the hash; tables may overlap, but there are few. Each piece of the dynamic table may name 4 KiB.
  if (metered.total() > 40 * bytes.length + 2 ** 21)
    throw new Error(`${metered.total()} bytes were read of ${bytes.length}`);
  const reference = readReference(bytes);
  if ('refused' in reference || 'refused' in outcome) {
    const [ours, theirs] = [outcome, reference].map((one) =>
      'refused' in one ? one.refused : 'accepted',
    );
    if (ours !== theirs) throw new Error(`the reader: ${ours}, the reference: ${theirs}`);
    return ours!;
  }
  requireSame(outcome.elf, reference);
  await requireSameByOtherWays(bytes, outcome);
  return requireSound(outcome.elf, reference);
}

type Read = { readonly refused: string } | { readonly elf: ElfFile; readonly sha256: string };

async function read(source: ByteSource): Promise<Read> {
  try {
    return await parseElf(source);
  } catch (error) {
    if (!isStatixError(error) || !error.code.startsWith('STATIX_ELF_')) throw error;
    return { refused: error.code };
  }
}

/** Counts what a reader asks for, and refuses what is not there. */
function meteredSource(bytes: Buffer): { source: ByteSource; total: () => number } {
  const inner = bufferSource('program', bytes);
  let total = 0;
  const source: ByteSource = {
    ...inner,
    read(offset, length, into) {
      const isSound = Number.isSafeInteger(offset) && Number.isSafeInteger(length);
      if (!isSound || offset < 0 || length < 0 || offset + length > bytes.length)
        throw new Error(`read of ${length} bytes at ${offset} in a file of ${bytes.length}`);
      if (into !== undefined && into.length < length)
        throw new Error(`read of ${length} bytes into ${into.length}`);
      total += length;
      if (into === undefined) return inner.read(offset, length);
      // As a file does: into the memory that the next call may use again.
      bytes.copy(into, 0, offset, offset + length);
      return Promise.resolve(into.subarray(0, length));
    },
  };
  return { source, total: () => total };
}

/** Of so many files one is read once more in other ways: it costs as much again. */
const OTHER_WAYS_ONCE_IN = 8;

/** What is found must not depend on who asks for it, nor on the pieces in which the bytes come. */
async function requireSameByOtherWays(
  bytes: Buffer,
  { elf, sha256 }: { readonly elf: ElfFile; readonly sha256: string },
): Promise<void> {
  const { source } = meteredSource(bytes);
  const { entry } = elf.header;
  await symbolAt(source, elf.sections, entry);
  for (const at of [0, 64, Number(entry & 0xffffn), bytes.length - 1]) {
    const obstacle = obstacleAt(elf, at, 4);
    const isWritten = elf.programHeaders.some(
      ({ type, flags, offset, fileSize }) =>
        type === 1 &&
        (flags & 5) === 4 &&
        offset <= BigInt(at) &&
        BigInt(at + 4) <= offset + fileSize,
    );
    if (obstacle === undefined && (!isWritten || at < 64))
      throw new Error(`nothing speaks against writing at ${at}`);
  }
  if (bytes.readUInt32LE(bytes.length - 4) % OTHER_WAYS_ONCE_IN !== 0) return;
  const scanner = bytes.length % 2 === 0 ? new TextScanner(SOUGHT) : new TextScanner(SOUGHT, 300);
  for (let at = 0; at < bytes.length; at += 1700) scanner.push(bytes.subarray(at, at + 1700));
  const found = [scanner.finish(), elf.texts].map((texts) => textOf([...texts].map(plainFinding)));
  if (found[0] !== found[1]) throw new Error(`texts: ${found[0]} in pieces, ${found[1]} at once`);
  const again = await parseStructure(source);
  const { texts: _texts, ...structure } = elf;
  if (textOf(again.elf) !== textOf(structure) || again.sha256 !== sha256)
    throw new Error('without looking for texts the file is another one');
  if ((await hashSource(source)) !== sha256) throw new Error('its hash alone is another one');
}

function plainFinding([name, { names, ...finding }]: [string, TextFinding]): unknown {
  return [name, finding, [...names]];
}

function requireSame(elf: ElfFile, reference: ReferenceFacts): void {
  const ours: ReferenceFacts = {
    bits: elf.header.bits,
    machine: elf.header.machine,
    type: elf.header.type,
    entry: elf.header.entry,
    segments: elf.programHeaders.map(({ index: _index, at: _at, ...segment }) => segment),
    interpreters: elf.interpreters.map(({ text }) => text),
    dynamic: elf.dynamic?.entries.map(({ at: _at, ...entry }) => entry) ?? [],
    terminated: elf.dynamic?.terminated,
    notes: elf.notes.map(({ offset, name, type }) => ({ offset, name, type })),
    relocations: elf.relocations.count,
    indirect: elf.relocations.indirect.count,
    inReadOnlyMemory: elf.relocations.inReadOnlyMemory.count,
    segmentsEnd: BigInt(elf.overlay.segmentsEnd),
    homes: elf.texts.get('/home/')?.count ?? 0,
  };
  const differing = Object.keys(reference).filter(
    (name) => textOf(Reflect.get(ours, name)) !== textOf(Reflect.get(reference, name)),
  );
  const [first] = differing;
  if (first === undefined) return;
  const [mine, theirs] = [ours, reference].map((one) => textOf(Reflect.get(one, first)));
  throw new Error(`${differing.join(', ')}: the reader has ${mine}, the reference ${theirs}`);
}

function textOf(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, member: unknown) =>
    typeof member === 'bigint'
      ? `${member}n`
      : typeof member === 'object' && member !== null && !Array.isArray(member)
        ? Object.fromEntries(Object.entries(member).sort())
        : member,
  );
}

/** Whatever a file is, what it plainly has is not passed over. */
function requireSound(elf: ElfFile, reference: ReferenceFacts): Outcome {
  const checks = staticChecks(elf);
  const ids = checks.map(({ id }) => id);
  if (ids.join() !== STATIC_CHECK_IDS.join()) throw new Error(`checks: ${ids.join()}`);
  const { segments, dynamic } = reference;
  const has = (type: number) => segments.some((segment) => segment.type === type);
  const tag = (...tags: bigint[]) => dynamic.some((entry) => tags.includes(entry.tag));
  const loads = segments.filter(({ type }) => type === 1);
  const stacks = segments.filter(({ type }) => type === 0x6474e551);
  const isForeign = reference.bits !== 64 || elf.header.byteOrder !== 'little';
  const wrong: [string, boolean][] = [
    ['elf-class', isForeign],
    ['machine', reference.machine !== 62],
    ['no-interpreter', has(3)],
    ['no-needed-libraries', tag(1n, 0x6ffffefcn, 0x6ffffefbn, 0x7ffffffdn, 0x7fffffffn)],
    ['no-library-search-path', tag(15n, 29n)],
    ['no-rwx-segment', loads.some(({ flags }) => (flags & 3) === 3)],
    ['non-executable-stack', stacks.length === 0 || stacks.some(({ flags }) => (flags & 1) !== 0)],
    ['no-text-relocations', reference.inReadOnlyMemory > 0 || tag(22n)],
    ['segment-layout', loads.some(({ fileSize, memorySize }) => fileSize > memorySize)],
    ['segment-layout', loads.length === 0 || reference.terminated === false],
    ['linkage', has(3) || tag(1n)],
  ];
  for (const [id, isWrong] of wrong) {
    const { status } = checkOf(checks, id);
    if (isWrong && status !== 'fail' && !(isForeign && status === 'not-applicable'))
      throw new Error(`${id} is ${status} of a file that is wrong there`);
  }
  requireSoundOptions(elf);
  const { linkage } = classifyLinkage(elf);
  const verdict = verdictOf(checks);
  if (verdict === 'pass' && !['static', 'static-pie'].includes(linkage))
    throw new Error(`a program that is ${linkage} passes`);
  return verdict;
}

/** What is asked for never makes another thing of what is there. */
function requireSoundOptions(elf: ElfFile): void {
  const statusOf = (id: string, options: StaticCheckOptions) =>
    checkOf(staticChecks(elf, options), id).status;
  const { linkage } = classifyLinkage(elf);
  for (const expectedLinkage of ['static', 'static-pie'] as const) {
    if (statusOf('linkage', { expectedLinkage }) === 'pass' && linkage !== expectedLinkage)
      throw new Error(`a program that is ${linkage} passes as ${expectedLinkage}`);
  }
  const unpacked = statusOf('linkage', { unpackedLinkage: 'static' });
  if (elf.packer === undefined && unpacked !== statusOf('linkage', {}))
    throw new Error('what it unpacks to counts, and it is not packed');
  const ids = elf.notes.filter(({ name, type }) => name === 'GNU' && type === 3);
  const buildId = buildIdOf(elf);
  if (
    buildId !== undefined &&
    ids.every(({ descriptor }) => descriptor.toString('hex') !== buildId)
  )
    throw new Error(`a build-id that no note has: ${buildId}`);
}

function checkOf(checks: readonly Check[], id: string): Check {
  return checks.find((check) => check.id === id)!;
}
