import type { ProgramHeader } from '../elf-file.js';
import { PF, PT } from '../elf-names.js';
import { writableMemory } from './writable-memory.js';

function load(address: bigint, memorySize: bigint, flags: number): ProgramHeader {
  const rest = { index: 0, at: 64, offset: 0n, fileSize: 0n, alignment: 4096n };
  return { ...rest, type: PT.LOAD, flags, address, memorySize };
}

const rw = PF.R | PF.W;
const isWritable = writableMemory([
  load(0x5000n, 0x1000n, rw),
  load(0x1000n, 0x1000n, PF.R),
  load(0x3000n, 0x1000n, rw),
  load(0x4000n, 0x10n, rw),
  load(2n ** 64n - 16n, 16n, rw),
]);

test.each([
  [0, false],
  [0x1000, false],
  [0x2fff, false],
  [0x3000, true],
  [0x4000, true],
  [0x400f, true],
  [0x4010, false],
  [0x5fff, true],
  [0x6000, false],
  [2 ** 64 - 16, false],
])('%d: %s', (address, expected) => {
  expect(isWritable(address)).toBe(expected);
});

test('nothing is writable where nothing is', () => {
  expect(writableMemory([])(0)).toBe(false);
});
