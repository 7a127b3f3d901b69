import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ImageLock, LockedFile } from '@statix/contract';
import { fileName } from '@statix/toolchain';
import type { HttpClient } from '../archive/http-client.js';
import { fileAddresses } from '../archive/file-providers.js';

export type FetchOutcome =
  | { readonly status: 'present' | 'fetched' }
  /** What each provider answered. */
  | { readonly status: 'nowhere'; readonly answers: readonly string[] };

export interface FetchSource {
  readonly providers: ImageLock['providers'];
  readonly client: HttpClient;
  /** Another folder of this machine to take it from; the first provider. */
  readonly otherFolder: string | undefined;
}

/**
 * Puts a locked file into a folder unless it is there. It has its name only once it is complete and
 * its sha256 is right.
 */
export async function fetchFile(
  file: LockedFile,
  folder: string,
  { providers, client, otherFolder }: FetchSource,
  signal: AbortSignal,
): Promise<FetchOutcome> {
  const path = join(folder, fileName(file));
  if (await isRight(path, file)) return { status: 'present' };
  const part = `${path}.part-${process.pid}`;
  try {
    if (otherFolder !== undefined) {
      const other = join(otherFolder, fileName(file));
      if (await isRight(other, file)) {
        await copyFile(other, part);
        await rename(part, path);
        return { status: 'fetched' };
      }
    }
    const answers: string[] = [];
    for (const { provider, url } of fileAddresses(file, providers, client.mirrors)) {
      const answer = await client.request('GET', url, signal);
      if (answer.status === 'there') {
        const problem = await save(answer.body, part, file, signal);
        if (problem === undefined) {
          await rename(part, path);
          return { status: 'fetched' };
        }
        answers.push(`${provider}: ${problem}`);
      } else {
        answers.push(`${provider}: ${answer.status === 'absent' ? 'not there' : answer.why}`);
      }
    }
    return { status: 'nowhere', answers };
  } finally {
    await rm(part, { force: true });
  }
}

/** Writes a download; returns what is wrong with it. */
async function save(
  body: NodeJS.ReadableStream,
  part: string,
  file: LockedFile,
  signal: AbortSignal,
): Promise<string | undefined> {
  const hash = createHash('sha256');
  let size = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      size += chunk.byteLength;
      // A server that sends without end is not listened to without end.
      if (size > file.size) done(new Error('it is longer than it should be'));
      else done(null, chunk);
    },
  });
  try {
    await pipeline(body, measure, createWriteStream(part), { signal });
  } catch (error) {
    signal.throwIfAborted();
    return error instanceof Error ? error.message : String(error);
  }
  if (size !== file.size) return `${size} bytes came, and it has ${file.size}`;
  return hash.digest('hex') === file.sha256 ? undefined : 'another sha256';
}

async function isRight(path: string, file: LockedFile): Promise<boolean> {
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of createReadStream(path)) {
      if (!Buffer.isBuffer(chunk)) return false;
      hash.update(chunk);
      size += chunk.byteLength;
    }
  } catch {
    return false;
  }
  return size === file.size && hash.digest('hex') === file.sha256;
}
