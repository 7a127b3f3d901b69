import { readdirSync, readFileSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { parseElf } from './parse-elf.js';
import { bufferSource } from './read/byte-source.js';
import type { ElfFile } from './elf-file.js';
import { fixtureNames, fixturePath } from './testing/fixture.js';

const hasReadelf = execaSync('readelf', ['--version'], { reject: false }).exitCode === 0;
if (!hasReadelf) console.warn('readelf is not installed: nothing to compare the reader with');

/** What `readelf -hlWd` prints, reduced to numbers; it writes some in decimal and some in hex. */
function readelf(path: string): unknown {
  const { stdout } = execaSync('readelf', ['-hlWd', path], { env: { LC_ALL: 'C' }, reject: false });
  const field = (name: string) => new RegExp(`^ *${name}: +(\\S+)`, 'm').exec(stdout)![1]!;
  const segment =
    /^ {2}([A-Z_]+) +0x(\w+) 0x(\w+) 0x\w+ 0x(\w+) 0x(\w+) ([R ])([W ])([E ]) 0x(\w+)$/gm;
  const number = (text: string | undefined) => BigInt(`0x${text}`);
  return {
    type: field('Type'),
    entry: BigInt(field('Entry point address')),
    count: Number(field('Number of program headers')),
    segments: [...stdout.matchAll(segment)].map((match) => ({
      offset: number(match[2]),
      address: number(match[3]),
      fileSize: number(match[4]),
      memorySize: number(match[5]),
      flags: [match[6], match[7], match[8]].join('').trim(),
      alignment: number(match[9]),
    })),
    interpreters: [...stdout.matchAll(/Requesting program interpreter: (.*)\]/g)].map(
      ([, path]) => path,
    ),
    tags: [...stdout.matchAll(/^ 0x([0-9a-f]{16}) \(/gm)].map(([, tag]) => number(tag)),
    names: [...stdout.matchAll(/\((?:NEEDED|SONAME|RPATH|RUNPATH)\).*\[(.*)\]$/gm)].map(
      ([, name]) => name,
    ),
  };
}

function ours({ header, programHeaders, interpreters, dynamic }: ElfFile): unknown {
  const flag = (flags: number, bit: number, letter: string) => ((flags & bit) === 0 ? ' ' : letter);
  return {
    type: { 1: 'REL', 2: 'EXEC', 3: 'DYN' }[header.type],
    entry: header.entry,
    count: header.programHeaderCount,
    segments: programHeaders.map(({ offset, address, fileSize, memorySize, flags, alignment }) => ({
      offset,
      address,
      fileSize,
      memorySize,
      flags: (flag(flags, 4, 'R') + flag(flags, 2, 'W') + flag(flags, 1, 'E')).trim(),
      alignment,
    })),
    interpreters: interpreters.map(({ text }) => text),
    // readelf lists DT_NULL as well.
    tags: dynamic === undefined ? [] : [...dynamic.entries.map(({ tag }) => tag), 0n],
    names: dynamic?.entries.flatMap(({ text }) => (text === undefined ? [] : [text])) ?? [],
  };
}

/** ELF files of this machine: a few dozen of whatever is there. */
function systemPrograms(): string[] {
  return ['/usr/bin', '/usr/lib/x86_64-linux-gnu', '/usr/sbin'].flatMap((folder) => {
    try {
      return readdirSync(folder)
        .map((name) => join(folder, name))
        .filter((path) => lstatSync(path).isFile() && lstatSync(path).size < 4e6)
        .filter((path) => readFileSync(path).readUInt32BE(0) === 0x7f454c46)
        .slice(0, 40);
    } catch {
      return [];
    }
  });
}

(hasReadelf ? describe : describe.skip)('the reader and readelf', () => {
  // readelf prints a name for DT_NEEDED of a 32-bit file, which this reader does not read.
  it.each(fixtureNames().filter((name) => name !== 'i386'))('agree on %s', async (name) => {
    const path = fixturePath(name);
    const { elf } = await parseElf(bufferSource(path, readFileSync(path)));
    expect(ours(elf)).toEqual(readelf(path));
  });

  it('agree on programs of this machine', async () => {
    for (const path of systemPrograms()) {
      const { elf } = await parseElf(bufferSource(path, readFileSync(path)));
      expect({ path, ...(ours(elf) as object) }).toEqual({ path, ...(readelf(path) as object) });
    }
  });
});
