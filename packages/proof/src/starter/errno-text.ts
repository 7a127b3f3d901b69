/** errno(3) for x86-64, with the words of musl: what execve(2), fork(2) and connect(2) fail with. */
const texts: Readonly<Record<number, string>> = {
  1: 'Operation not permitted',
  2: 'No such file or directory',
  5: 'I/O error',
  7: 'Argument list too long',
  8: 'Exec format error',
  11: 'Resource temporarily unavailable',
  12: 'Out of memory',
  13: 'Permission denied',
  20: 'Not a directory',
  21: 'Is a directory',
  22: 'Invalid argument',
  24: 'No file descriptors available',
  26: 'Text file busy',
  40: 'Symbolic link loop',
  80: 'Accessing a corrupted shared library',
  97: 'Address family not supported by protocol',
  99: 'Address not available',
  101: 'Network unreachable',
  104: 'Connection reset by peer',
  110: 'Operation timed out',
  111: 'Connection refused',
  115: 'Operation in progress',
};

/** What a number of the container's kernel means; those of this machine's may be others. */
export function errnoText(errno: number): string {
  return texts[errno] ?? `error ${errno}`;
}
