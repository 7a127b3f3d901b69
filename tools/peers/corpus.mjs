import { createRequire } from 'node:module';
import { join } from 'node:path';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);

/**
 * A file of the corpus, and what it is: known from how it was made, not from any of the tools.
 *
 * @typedef {object} Sample
 * @property {string} name
 * @property {'static-pie' | 'static' | 'dynamic' | 'library' | 'packed static' | 'packed dynamic' | 'static, 32-bit' | 'no program'} is
 * @property {boolean} [executableStack] that its stack is executable, or that nothing says that it is not
 * @property {boolean} [relro] that PT_GNU_RELRO is in it
 */

/** What fixtures/make.sh makes. */
const FIXTURES = {
  'static-pie': [
    'static-pie',
    'executable-stack',
    'indirect-relocation',
    'no-relro',
    'packed-relocations',
  ],
  static: [
    'static',
    'glibc-marks',
    'home-path',
    'no-stack-header',
    'writable-code',
    'writable-entry',
  ],
  dynamic: [
    'dynamic-glibc',
    'dynamic-in-disguise',
    'dynamic-musl',
    'fake-interpreter',
    'needed-without-interpreter',
  ],
  library: ['library-with-dependencies', 'library-without-dependencies'],
  'packed static': ['packed-static'],
  'packed dynamic': ['packed-dynamic-in-disguise'],
  'static, 32-bit': ['i386'],
  'no program': ['object-file'],
};
const MORE_STATIC_PIE = [
  'relocations',
  'revision',
  'rpath',
  'runpath',
  'text-relocation',
  'thread-stack-size',
];

const PT = { INTERP: 3, GNU_STACK: 0x6474e551, GNU_RELRO: 0x6474e552 };

/** Fixtures of which a few bytes are others: name, what it is then, and the change. */
function mutants({ HEADER, indexOfSegment, withField, withBytes, withoutSections }, fixture) {
  const header = (bytes, at, value) => {
    const copy = Buffer.from(bytes);
    copy.writeBigUInt64LE(value, at);
    return copy;
  };
  const [pie, fixed, dynamic] = ['static-pie', 'static', 'dynamic-glibc'].map(fixture);
  const without = (bytes, type) => withField(bytes, indexOfSegment(bytes, type), 'type', 0n);
  const mark = fixture('packed-static');
  return [
    ['static-pie, without sections', 'static-pie', withoutSections(pie)],
    ['static, without sections', 'static', withoutSections(fixed)],
    ['dynamic-glibc, without sections', 'dynamic', withoutSections(dynamic)],
    [
      'dynamic-glibc, section headers out of the file',
      'dynamic',
      header(dynamic, HEADER.shoff, 1n << 40n),
    ],
    [
      'static-pie, section headers out of the file',
      'static-pie',
      header(pie, HEADER.shoff, 1n << 40n),
    ],
    ['dynamic-glibc, of fixed address by its type', 'dynamic', withBytes(dynamic, HEADER.type, 2)],
    ['static-pie, without PT_GNU_RELRO', 'static-pie', without(pie, PT.GNU_RELRO)],
    ['static-pie, without PT_GNU_STACK', 'static-pie', without(pie, PT.GNU_STACK)],
    [
      'static, PT_GNU_STACK made an interpreter',
      'dynamic',
      withField(
        withField(fixed, indexOfSegment(fixed, PT.GNU_STACK), 'filesz', 8n),
        indexOfSegment(fixed, PT.GNU_STACK),
        'type',
        BigInt(PT.INTERP),
      ),
    ],
    ['packed-static, without the mark', 'packed static', withoutMark(mark)],
    ['static-pie, cut in half', 'no program', pie.subarray(0, pie.length >> 1)],
  ];
}

/** The mark of UPX overwritten wherever it stands: the stub does not look at it. */
function withoutMark(bytes) {
  const copy = Buffer.from(bytes);
  for (let at = copy.indexOf('UPX!'); at >= 0; at = copy.indexOf('UPX!', at))
    copy.write('xxxx', at);
  return copy;
}

/** Programs of Debian, in the container; what they are, Debian's packages say. */
export const DEBIAN_FILES = {
  '/usr/bin/ls': 'dynamic',
  '/usr/bin/bash': 'dynamic',
  '/usr/bin/perl': 'dynamic',
  '/usr/sbin/ldconfig': 'static-pie',
  '/usr/lib/x86_64-linux-gnu/libm.so.6': 'library',
  '/usr/lib/x86_64-linux-gnu/libz.so.1': 'library',
};

/** Programs of others that this repository installs. */
const INSTALLED = {
  'esbuild (Go)': ['node_modules/@esbuild/linux-x64/bin/esbuild', 'static'],
  'Nx’s addon for Node': ['node_modules/@nx/nx-linux-x64-gnu/nx.linux-x64-gnu.node', 'library'],
};

/**
 * Writes the corpus into a folder, each file under its number.
 *
 * @param {string} folder
 * @returns {Sample[]} in the order of the numbers
 */
export function writeCorpus(folder, debianFile) {
  const edit = require(join(root, 'packages/elf/dist/testing/edit-elf.js'));
  const fixtures = join(root, 'packages/elf/fixtures');
  const fixture = (name) => readFileSync(join(fixtures, name));
  const samples = [];
  const add = (name, is, write) => {
    write(join(folder, String(samples.length)));
    samples.push({ name, is });
  };
  for (const [is, names] of Object.entries(FIXTURES))
    for (const name of is === 'static-pie' ? [...names, ...MORE_STATIC_PIE] : names)
      add(name, is, (path) => copyFileSync(join(fixtures, name), path));
  for (const [name, is, bytes] of mutants(edit, fixture))
    add(name, is, (path) => writeFileSync(path, bytes));
  for (const [name, [file, is]] of Object.entries(INSTALLED))
    add(name, is, (path) => copyFileSync(join(root, file), path));
  for (const [name, is] of Object.entries(DEBIAN_FILES))
    add(name, is, (path) => debianFile(name, path));
  return samples;
}
