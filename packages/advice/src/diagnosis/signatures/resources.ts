import type { Signature } from '../signature.js';

export const resourceSignatures: readonly Signature[] = [
  {
    id: 'out-of-memory',
    title: 'The build ran out of memory',
    why: 'A compiler or linker got no more memory, or was ended with signal 9, as the kernel does when memory runs out. Each parallel job needs its own memory: a C++ file up to 2 GB, fat LTO of a large program more.',
    remedies: [
      { text: 'Fewer jobs at once:', snippet: 'export STATIX_JOBS=2' },
      { text: 'Or a higher limit, if one is set:', snippet: 'export STATIX_MEMORY=8g' },
      { text: 'Or thin LTO, in the root Cargo.toml:', snippet: '[profile.release]\nlto = "thin"' },
    ],
    threads: ['duckdb/duckdb-rs#99'],
    patterns: [
      /Killed signal terminated program \w/,
      /\(signal: 9, SIGKILL: kill\)/,
      /ld(?:\.lld)? terminated with signal 9/,
      /unable to execute command: Killed/,
      /virtual memory exhausted/,
      /memory allocation of \d{1,20} bytes failed/,
      /LLVM ERROR: out of memory/,
    ],
  },
  {
    id: 'disk-full',
    title: 'No space is left',
    why: 'The file system of the engine is full: images, build volumes and layers of other projects share it.',
    remedies: [
      { text: 'See what takes it:', snippet: 'docker system df' },
      {
        text: 'List Statix’s build volumes; `docker volume rm` removes one, and the next build is a cold one:',
        snippet: 'docker volume ls --filter label=dev.statix.volume=build',
      },
    ],
    threads: [],
    patterns: [/No space left on device/, /Disk quota exceeded/],
  },
];
