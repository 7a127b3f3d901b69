/** Size, mode and time of modification of a file, as one word to be compared with another. */
export interface StampedFile {
  /** Bytes. */
  readonly size: number;
  /** Permission bits; for anything but a regular file with those of Go's FileMode besides. */
  readonly mode: number;
  /** RFC 3339 with up to nine digits of a second, in any time zone: engines say it in their own. */
  readonly mtime: string;
}

/** @throws Error for a time of another form */
export function fileStamp({ size, mode, mtime }: StampedFile): string {
  const [, fraction = ''] = /\.(\d{1,9})(?=[Z+-])/i.exec(mtime) ?? [];
  const seconds = Date.parse(mtime.replace(/\.\d+/, '')) / 1000;
  if (!Number.isInteger(seconds)) throw new Error(`'${mtime}' is no time`);
  return `${size} ${mode} ${seconds}.${fraction.padEnd(9, '0')}`;
}
