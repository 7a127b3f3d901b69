/** What of an ELF file depends on the processor: numbers of its psABI supplement, and of Linux for it. */
export interface Machine {
  /** e_machine. */
  readonly number: number;
  readonly name: string;
  /** Relocation type of an address that a resolver function computes at start. */
  readonly indirectRelocation: number;
  /** The largest page that Linux is built with: offset and address of a segment agree modulo that. */
  readonly pageBytes: bigint;
  /** The end of user memory with the smallest address space that Linux is built with by default. */
  readonly memoryEnd: bigint;
}

/** System V ABI, AMD64 supplement: R_X86_64_IRELATIVE. arch/x86: TASK_SIZE_MAX with four-level page tables. */
export const X86_64: Machine = {
  number: 62,
  name: 'x86-64',
  indirectRelocation: 37,
  pageBytes: 4096n,
  memoryEnd: 0x7ffffffff000n,
};

/** ELF for the Arm 64-bit Architecture: R_AARCH64_IRELATIVE. arch/arm64: pages of 64 KiB, VA_BITS of 48. */
export const AARCH64: Machine = {
  number: 183,
  name: 'AArch64',
  indirectRelocation: 1032,
  pageBytes: 65_536n,
  memoryEnd: 1n << 48n,
};

const KNOWN = new Map([X86_64, AARCH64].map((machine) => [machine.number, machine]));

/** @returns undefined for a processor that this reader has no table of */
export function machineOf(number: number): Machine | undefined {
  return KNOWN.get(number);
}

/** Processors that only a message names. */
const NAMES = new Map([
  [3, 'i386'],
  [8, 'MIPS'],
  [20, 'PowerPC'],
  [21, 'PowerPC64'],
  [22, 'S/390'],
  [40, 'ARM'],
  [243, 'RISC-V'],
  [258, 'LoongArch'],
]);

export function machineName(number: number): string {
  return machineOf(number)?.name ?? NAMES.get(number) ?? 'an unknown processor';
}
