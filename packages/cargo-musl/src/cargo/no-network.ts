import { join } from 'node:path/posix';
import type { ContainerPaths } from './arguments.js';

/** linux/filter.h and linux/bpf_common.h. */
const LOAD_WORD = 0x20;
const JUMP_EQUAL = 0x15;
const JUMP_GREATER_OR_EQUAL = 0x35;
const RETURN = 0x06;

/** linux/seccomp.h: what a filter looks at. */
const NUMBER = 0;
const ARCHITECTURE = 4;
const FIRST_ARGUMENT = 16;

const ALLOW = 0x7fff0000;
const FAIL_WITH = 0x00050000;
const EAFNOSUPPORT = 97;
const ENOSYS = 38;

const X86_64 = 0xc000003e;
const X32_CALLS = 0x40000000;
const SOCKET = 41;
const IO_URING_SETUP = 425;
const AF_UNIX = 1;
const AF_NETLINK = 16;
const AF_ALG = 38;

type Instruction = readonly [code: number, jumpTrue: number, jumpFalse: number, value: number];

/**
 * A seccomp filter under which no socket of a network can be made: `socket` gives EAFNOSUPPORT for all but
 * Unix sockets, netlink and the kernel's cryptography. In a container without a network there is still
 * loopback, and no program in it has the rights to take it down; but any process may give up system
 * calls for itself and its children (seccomp(2), with no-new-privileges). io_uring could make sockets
 * unseen, and calls of other architectures have other numbers: both are refused.
 *
 * @returns the filter as an array of `struct sock_filter`, as `setpriv --seccomp-filter` reads it
 */
export function noNetworkFilter(): Buffer {
  const program: Instruction[] = [
    [LOAD_WORD, 0, 0, ARCHITECTURE],
    [JUMP_EQUAL, 0, 9, X86_64],
    [LOAD_WORD, 0, 0, NUMBER],
    [JUMP_GREATER_OR_EQUAL, 7, 0, X32_CALLS],
    [JUMP_EQUAL, 6, 0, IO_URING_SETUP],
    [JUMP_EQUAL, 0, 6, SOCKET],
    [LOAD_WORD, 0, 0, FIRST_ARGUMENT],
    [JUMP_EQUAL, 4, 0, AF_UNIX],
    [JUMP_EQUAL, 3, 0, AF_NETLINK],
    [JUMP_EQUAL, 2, 0, AF_ALG],
    [RETURN, 0, 0, FAIL_WITH + EAFNOSUPPORT],
    [RETURN, 0, 0, FAIL_WITH + ENOSYS],
    [RETURN, 0, 0, ALLOW],
  ];
  const bytes = Buffer.alloc(program.length * 8);
  program.forEach(([code, jumpTrue, jumpFalse, value], index) => {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(jumpTrue, index * 8 + 2);
    bytes.writeUInt8(jumpFalse, index * 8 + 3);
    bytes.writeUInt32LE(value, index * 8 + 4);
  });
  return bytes;
}

/** Where the filter lies, in the home folder. */
export const NO_NETWORK_FILE = 'no-network.seccomp';

/** A command that runs under the filter. */
export function withoutNetwork(argv: readonly string[], paths: ContainerPaths): string[] {
  const filter = join(paths.home, NO_NETWORK_FILE);
  return ['setpriv', '--no-new-privs', '--seccomp-filter', filter, '--', ...argv];
}
