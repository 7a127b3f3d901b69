/** How readelf names numbers of the gABI (binutils/readelf.c, include/elf/common.h). */
const OS_ABIS = new Map([
  ...[
    [0, 'UNIX - System V'],
    [2, 'UNIX - NetBSD'],
    [3, 'UNIX - GNU'],
    [9, 'UNIX - FreeBSD'],
  ],
  ...[[12, 'UNIX - OpenBSD']],
]);
const TYPES = ['NONE', 'REL', 'EXEC', 'DYN', 'CORE'];
const MACHINES = new Map([
  ...[
    [0, 'None'],
    [2, 'Sparc'],
    [3, 'Intel 80386'],
    [8, 'MIPS R3000'],
    [20, 'PowerPC'],
    [21, 'PowerPC64'],
  ],
  ...[
    [22, 'IBM S/390'],
    [40, 'ARM'],
    [43, 'Sparc v9'],
    [62, 'Advanced Micro Devices X86-64'],
  ],
  ...[
    [183, 'AArch64'],
    [243, 'RISC-V'],
    [247, 'Linux BPF'],
    [258, 'LoongArch'],
  ],
]);
const GNU_NOTES = new Map([
  ...[
    [1, 'NT_GNU_ABI_TAG (ABI version tag)'],
    [3, 'NT_GNU_BUILD_ID (unique build ID bitstring)'],
  ],
  ...[
    [4, 'NT_GNU_GOLD_VERSION (gold version)'],
    [5, 'NT_GNU_PROPERTY_TYPE_0'],
  ],
]);
const FLAGS = new Map([
  ['ORIGIN', 1n],
  ['SYMBOLIC', 2n],
  ['TEXTREL', 4n],
  ['BIND_NOW', 8n],
  ['STATIC_TLS', 16n],
]);
const FLAGS_1 = new Map([
  ...[
    ['NOW', 1n],
    ['GLOBAL', 2n],
    ['NODELETE', 8n],
    ['INITFIRST', 32n],
    ['NOOPEN', 64n],
    ['ORIGIN', 128n],
  ],
  ...[
    ['INTERPOSE', 1n << 10n],
    ['NODEFLIB', 1n << 11n],
    ['PIE', 1n << 27n],
  ],
]);

export const readelfNames = {
  osAbi: (number) => OS_ABIS.get(number) ?? `<unknown: ${number.toString(16)}>`,
  type: (number) => TYPES[number] ?? `<unknown>: ${number.toString(16)}`,
  machine: (number) => MACHINES.get(number) ?? `<unknown>: 0x${number.toString(16)}`,

  note(owner, type) {
    if (owner === 'GNU' && GNU_NOTES.has(type)) return GNU_NOTES.get(type);
    if (owner === 'Go' && type === 4) return 'GO BUILDID';
    if (owner === 'FDO' && type === 0xcafe1a7e) return 'FDO_PACKAGING_METADATA';
    return `Unknown note type: (0x${type.toString(16).padStart(8, '0')})`;
  },

  /** What readelf says of a dynamic entry: a number, a name, or undefined for what it only describes. */
  dynamicValue({ type, said }) {
    const number = /^(?:(0x[0-9a-f]+)|(\d+)(?: \(bytes\))?)$/.exec(said);
    if (number !== null) return BigInt(number[1] ?? number[2]);
    const name = /^[A-Z][A-Za-z ]+: \[(.*)\]$/.exec(said);
    if (name !== null) return name[1];
    if (type === 'PLTREL') return { REL: 17n, RELA: 7n }[said];
    if (type === 'FLAGS') return sum(FLAGS, said);
    if (type === 'FLAGS_1') return sum(FLAGS_1, said.replace(/^Flags:/, ''));
    return undefined;
  },
};

function sum(flags, said) {
  const names = said.split(' ').filter((name) => name !== '');
  return names.every((name) => flags.has(name))
    ? names.reduce((all, name) => all | flags.get(name), 0n)
    : undefined;
}
