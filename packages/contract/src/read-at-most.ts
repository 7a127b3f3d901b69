import type { FileHandle } from 'node:fs/promises';

/**
 * Reads a file from its beginning, and no more of it than `most` bytes, also where it grows meanwhile.
 *
 * @returns fewer bytes where it has no more
 */
export async function readAtMost(file: Pick<FileHandle, 'read'>, most: number): Promise<Buffer> {
  const content = Buffer.alloc(most);
  let length = 0;
  while (length < most) {
    const { bytesRead } = await file.read(content, length, most - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return content.subarray(0, length);
}
