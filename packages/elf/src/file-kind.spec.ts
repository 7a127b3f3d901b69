import { gzipSync } from 'node:zlib';
import { describeFileKind } from './file-kind.js';

describe('describeFileKind', () => {
  it.each([
    [Buffer.alloc(0), 'an empty file'],
    [Buffer.alloc(64), 'zeros, as a file whose blocks were never written'],
    [Buffer.from('#!/bin/sh -e\nexit\n'), 'a script for /bin/sh -e'],
    [gzipSync('x'), 'gzip-compressed data'],
    [Buffer.from('PK\x03\x04...'), 'a zip archive'],
    [Buffer.from('MZ\x90\0', 'latin1'), 'a Windows program (PE)'],
    [Buffer.from('cffaedfe07000001', 'hex'), 'a macOS program (Mach-O)'],
    [Buffer.from('!<arch>\n'), 'an ar archive (a static library or an rlib)'],
    [Buffer.from('\0asm\x01\0\0\0'), 'a WebAssembly module'],
    [Buffer.from('hello: src/main.rs\n'), "text that begins with 'hello: src/main.rs'"],
    [
      Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:00\n'),
      'a Git LFS pointer (run `git lfs pull` to get the file itself)',
    ],
    [Buffer.from('::error::x\x1b[2J'), 'unknown data that begins with 3a3a6572726f723a'],
    [Buffer.from('::error::x\n'), "text that begins with '\\::error::x'"],
    [Buffer.from('0102ff', 'hex'), 'unknown data that begins with 0102ff'],
  ])('%s', (head, expected) => {
    expect(describeFileKind(head)).toBe(expected);
  });
});
