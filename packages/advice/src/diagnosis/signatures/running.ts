import { buildEnvironment, type Signature } from '../signature.js';

export const runningSignatures: readonly Signature[] = [
  {
    id: 'rustc-stack-overflow',
    title: 'The compiler ran out of stack',
    why: 'rustc follows deeply nested code (a long chain of calls, a large macro, a recursive type) on a stack of fixed size.',
    remedies: [
      {
        text: 'Give its threads more, in Cargo.toml:',
        snippet: buildEnvironment('RUST_MIN_STACK', '67108864'),
      },
    ],
    threads: [],
    patterns: [
      /rustc interrupted by SIGSEGV/,
      /increase rustc's stack size by setting RUST_MIN_STACK/,
    ],
    leadsTo: ['thread-stack-overflow'],
  },
  {
    id: 'thread-stack-overflow',
    title: 'A thread ran out of stack, or read memory that is not there',
    why: 'A thread that Rust starts has 2 MiB of stack, and says that it overflowed. One that C or C++ starts has what the linker was told, in Statix’s image 2 MiB (with glibc it is 8 MiB), and ends with SIGSEGV.',
    remedies: [
      {
        text: 'If C or C++ starts the thread, ask for the most that musl gives by itself, 8 MiB, in Cargo.toml:',
        snippet: '[package.metadata.statix.build-static]\nthreadStackSize = 8388608',
      },
      {
        text: 'If Rust starts it, ask where it is started:',
        snippet: 'std::thread::Builder::new().stack_size(16 * 1024 * 1024).spawn(work)?',
      },
      'If more stack does not help, the program is at fault: a debugger says where.',
    ],
    threads: [],
    patterns: [
      /thread '[^'\n]{0,200}' (?:\(\d{1,10}\) )?has overflowed its stack/,
      /process didn't exit successfully: [^\n]{0,2000}\(signal: 11, SIGSEGV: invalid memory reference\)/,
    ],
    unless: ['rustc-stack-overflow', 'sqlite-crash', 'static-pie-crash'],
  },
  {
    id: 'upx-refuses',
    title: 'This UPX cannot pack static-PIE programs',
    why: 'Before 4.2, UPX refused programs with an empty hash table or without DT_INIT, as today’s linkers make them.',
    remedies: [
      'Pack with `compress-static`, which uses the UPX of the image.',
      { text: 'By hand, use UPX 4.2 or later:', snippet: 'upx --version' },
    ],
    threads: ['upx/upx#476', 'upx/upx#568', 'upx/upx#586'],
    patterns: [
      /CantPackException: (?:bad DT_HASH|bad DT_GNU_HASH|need DT_INIT)/,
      /bad DT_(?:GNU_)?HASH nbucket/,
    ],
  },
  {
    id: 'static-pie-crash',
    title: 'The program crashes before main',
    why: 'It was linked as position-independent with the start file of a fixed-address program: the linker passed over -static-pie.',
    remedies: [
      'Remove `linker` and -fuse-ld from .cargo/config.toml and `rustflags`: the linker of Statix’s recipe honours -static-pie.',
      {
        text: 'With a linker of your own, link for a fixed address:',
        snippet:
          '[package.metadata.statix.build-static]\nrustflags = ["-Crelocation-model=static"]',
      },
    ],
    threads: ['rust-lang/rust#95926', 'rust-lang/rust#85543'],
    patterns: [/SIGSEGV[^\n]{0,200}\b_start_c\b/, /\bin _start_c \(/],
  },
  {
    id: 'sqlite-crash',
    title: 'The program crashes in SQLite',
    why: 'A libsqlite3 that was built for another libc is linked.',
    remedies: [
      {
        text: 'Compile SQLite along with the program:',
        snippet: 'rusqlite = { version = "0.37", features = ["bundled"] }',
      },
    ],
    threads: ['rusqlite/rusqlite#914', 'rusqlite/rusqlite#879'],
    patterns: [
      /(?:SIGSEGV|Segmentation fault)[^\n]{0,200}sqlite/i,
      /\bin sqlite3\w{0,40} \(\) from/,
      /sqlite3?[^\n]{0,200}(?:SIGSEGV|Segmentation fault)/i,
    ],
  },
];
