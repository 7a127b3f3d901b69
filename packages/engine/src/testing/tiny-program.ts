/** What a tiny program does, one thing after the other. */
export type TinyStep =
  | { print: string; to?: 'stdout' | 'stderr' }
  /** Prints its first argument, of that many bytes. */
  | { printArgument: number }
  /** Prints a file of at most 4 KiB, or nothing. */
  | { printFile: string }
  | { createFile: string; content: string }
  /** Takes that much memory and touches all of it. */
  | { allocate: number }
  /** Prints for ever. */
  | { printForEver: string }
  | 'pause'
  /** Prints its standard input until that ends. */
  | 'echo'
  /** As musl's abort(): raises SIGABRT, and executes `hlt` if it is still there after it. */
  | 'abort'
  /** Sends itself a signal. */
  | { raise: number }
  /** Prints that many bytes of its argv[0]. */
  | { printName: number }
  /** Takes no notice of a signal, which then waits. */
  | { block: number }
  /** Waits for a signal that it has blocked. */
  | { waitFor: number }
  /** Listens on a TCP port of 127.0.0.1. */
  | { listen: number }
  /** Accepts one connection on that port, reads something, sends this and closes it. */
  | { answer: string }
  | 'crash'
  | { exit: number };

const BASE = 0x400000n;
const HEADERS = 64 + 56;
const MOST_CODE = 4096 - HEADERS;

/**
 * A static x86-64 Linux program of a few hundred bytes, made here so that the tests need neither a
 * compiler nor an image: an ELF header, one segment, machine code, data. It ends with exit code 0
 * unless told otherwise.
 */
export function tinyProgram(...steps: TinyStep[]): Buffer {
  const code: number[] = [];
  const data: Buffer[] = [];
  const dataAddress = BASE + 4096n;
  const place = (text: string | Buffer): bigint => {
    const address = dataAddress + BigInt(data.reduce((sum, { byteLength }) => sum + byteLength, 0));
    data.push(typeof text === 'string' ? Buffer.from(text) : text);
    return address;
  };
  for (const step of [...steps, { exit: 0 }]) code.push(...assemble(step, place));
  if (code.length > MOST_CODE) throw new RangeError('too many steps');
  const content = Buffer.concat([
    Buffer.from(code),
    Buffer.alloc(MOST_CODE - code.length),
    ...data,
  ]);
  return Buffer.concat([headers(content.byteLength + HEADERS), content]);
}

type Place = (text: string | Buffer) => bigint;

function assemble(step: TinyStep, place: Place): number[] {
  if (step === 'pause') return [...syscall(34), 0xeb, 0xf7]; // pause; jump back to it
  if (step === 'crash') return [0x0f, 0x0b]; // ud2
  if (step === 'abort') {
    return [
      ...syscall(39), // getpid
      ...[0x89, 0xc7], // mov edi, eax
      ...syscall(62, { esi: 6 }), // kill
      0xf4, // hlt
    ];
  }
  if (step === 'echo') {
    const read = [
      ...[0x48, 0x89, 0xe6], // mov rsi, rsp
      ...syscall(0, { edi: 0, edx: 4096 }),
      ...[0x85, 0xc0], // test eax, eax
    ];
    const print = [
      ...[0x89, 0xc2], // mov edx, eax
      ...syscall(1, { edi: 1 }),
    ];
    const body = [...read, 0x7e, print.length + 2, ...print]; // jle past it and the jump
    return [
      ...[0x48, 0x81, 0xec, 0x00, 0x10, 0x00, 0x00], // sub rsp, 4096
      ...body,
      ...[0xeb, 256 - (body.length + 2)], // jump back
    ];
  }
  if ('raise' in step) {
    return [
      ...syscall(39), // getpid
      ...[0x89, 0xc7], // mov edi, eax
      ...syscall(62, { esi: step.raise }), // kill
    ];
  }
  if ('printName' in step) {
    // mov rsi, [rsp+8]: the first pointer after argc.
    return [0x48, 0x8b, 0x74, 0x24, 0x08, ...syscall(1, { edi: 1, edx: step.printName })];
  }
  if ('block' in step || 'waitFor' in step) {
    const set = place(Buffer.from(little(1n << BigInt(signalOf(step) - 1), 8)));
    const size = [0x49, 0xc7, 0xc2, 0x08, 0x00, 0x00, 0x00]; // mov r10, 8
    return 'block' in step
      ? [...size, ...syscall(14, { edi: 0, rsi: set, edx: 0 })] // rt_sigprocmask
      : [...size, ...syscall(128, { rdi: set, esi: 0, edx: 0 })]; // rt_sigtimedwait
  }
  if ('listen' in step) {
    const address = Buffer.alloc(16);
    address.writeUInt16LE(2, 0); // AF_INET
    address.writeUInt16BE(step.listen, 2);
    address.set([127, 0, 0, 1], 4);
    return [
      ...syscall(41, { edi: 2, esi: 1, edx: 0 }), // socket
      ...[0x89, 0xc3], // mov ebx, eax
      ...[0x89, 0xdf], // mov edi, ebx
      ...syscall(49, { rsi: place(address), edx: 16 }), // bind
      ...[0x89, 0xdf],
      ...syscall(50, { esi: 8 }), // listen
    ];
  }
  if ('answer' in step) {
    const connection = [0x44, 0x89, 0xe7]; // mov edi, r12d
    return [
      ...[0x89, 0xdf],
      ...syscall(43, { esi: 0, edx: 0 }), // accept
      ...[0x41, 0x89, 0xc4], // mov r12d, eax
      ...[0x48, 0x81, 0xec, 0x00, 0x10, 0x00, 0x00], // sub rsp, 4096
      ...[0x48, 0x89, 0xe6], // mov rsi, rsp
      ...[...connection, ...syscall(0, { edx: 4096 })],
      ...connection,
      ...syscall(1, { rsi: place(step.answer), edx: Buffer.byteLength(step.answer) }),
      ...[...connection, ...syscall(3)],
    ];
  }
  if ('exit' in step) return syscall(60, { edi: step.exit });
  if ('print' in step) {
    const edi = step.to === 'stderr' ? 2 : 1;
    return syscall(1, { edi, rsi: place(step.print), edx: Buffer.byteLength(step.print) });
  }
  if ('printForEver' in step) {
    const body = assemble({ print: step.printForEver }, place);
    return [...body, 0xeb, 256 - (body.length + 2)];
  }
  if ('printArgument' in step) {
    // mov rsi, [rsp+16]: the second pointer after argc.
    return [0x48, 0x8b, 0x74, 0x24, 0x10, ...syscall(1, { edi: 1, edx: step.printArgument })];
  }
  if ('createFile' in step) {
    const length = Buffer.byteLength(step.content);
    return [
      ...syscall(2, { rdi: place(`${step.createFile}\0`), esi: 0o1101, edx: 0o644 }),
      ...[0x89, 0xc7], // mov edi, eax
      ...syscall(1, { rsi: place(step.content), edx: length }),
    ];
  }
  if ('printFile' in step) {
    const print = [
      ...[0x89, 0xc7], // mov edi, eax
      ...[0x48, 0x81, 0xec, 0x00, 0x10, 0x00, 0x00], // sub rsp, 4096
      ...[0x48, 0x89, 0xe6], // mov rsi, rsp
      ...syscall(0, { edx: 4096 }),
      ...[0x89, 0xc2], // mov edx, eax
      ...syscall(1, { edi: 1 }),
    ];
    return [
      ...syscall(2, { rdi: place(`${step.printFile}\0`), esi: 0 }),
      ...[0x85, 0xc0, 0x78, print.length], // test eax, eax; js past it: no such file
      ...print,
    ];
  }
  return [
    // mmap(0, size, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_POPULATE, -1, 0)
    ...[0x41, 0xba, 0x22, 0x80, 0x00, 0x00], // mov r10d, 0x8022
    ...[0x49, 0xc7, 0xc0, 0xff, 0xff, 0xff, 0xff], // mov r8, -1
    ...[0x4d, 0x31, 0xc9], // xor r9, r9
    ...syscall(9, { edi: 0, rsi: BigInt(step.allocate), edx: 3 }),
  ];
}

function signalOf(step: { block: number } | { waitFor: number }): number {
  return 'block' in step ? step.block : step.waitFor;
}

interface Registers {
  edi?: number;
  rdi?: bigint;
  esi?: number;
  rsi?: bigint;
  edx?: number;
}

function syscall(number: number, { edi, rdi, esi, rsi, edx }: Registers = {}): number[] {
  return [
    ...(edi === undefined ? [] : [0xbf, ...little(BigInt(edi), 4)]),
    ...(rdi === undefined ? [] : [0x48, 0xbf, ...little(rdi, 8)]),
    ...(esi === undefined ? [] : [0xbe, ...little(BigInt(esi), 4)]),
    ...(rsi === undefined ? [] : [0x48, 0xbe, ...little(rsi, 8)]),
    ...(edx === undefined ? [] : [0xba, ...little(BigInt(edx), 4)]),
    ...[0xb8, ...little(BigInt(number), 4)], // mov eax, number
    ...[0x0f, 0x05], // syscall
  ];
}

function little(value: bigint, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));
}

/** ELF64 header and one readable and executable PT_LOAD for the whole file. */
function headers(size: number): Buffer {
  const header = Buffer.alloc(HEADERS);
  header.write('\x7fELF\x02\x01\x01', 'latin1');
  header.writeUInt16LE(2, 16); // ET_EXEC
  header.writeUInt16LE(62, 18); // EM_X86_64
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(BASE + BigInt(HEADERS), 24); // entry
  header.writeBigUInt64LE(64n, 32); // program headers
  header.writeUInt16LE(64, 52);
  header.writeUInt16LE(56, 54);
  header.writeUInt16LE(1, 56);
  header.writeUInt32LE(1, 64); // PT_LOAD
  header.writeUInt32LE(5, 68); // readable, executable
  header.writeBigUInt64LE(BASE, 80);
  header.writeBigUInt64LE(BASE, 88);
  header.writeBigUInt64LE(BigInt(size), 96);
  header.writeBigUInt64LE(BigInt(size), 104);
  header.writeBigUInt64LE(4096n, 112);
  return header;
}
