/** Size, mode and time of modification of a file, as one word to be compared with another. */
export interface StampedFile {
  /** Bytes. */
  readonly size: number;
  /** Permission bits; for anything but a regular file with those of Go's FileMode besides. */
  readonly mode: number;
  /** Seconds since the epoch, with up to nine digits of a fraction, as a PAX record has them. */
  readonly mtime: string;
}

export function fileStamp({ size, mode, mtime }: StampedFile): string {
  const [seconds = '', fraction = ''] = mtime.split('.');
  return `${size} ${mode} ${seconds}.${fraction.padEnd(9, '0')}`;
}
