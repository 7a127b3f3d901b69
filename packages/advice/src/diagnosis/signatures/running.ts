import type { Signature } from '../signature.js';

export const runningSignatures: readonly Signature[] = [
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
