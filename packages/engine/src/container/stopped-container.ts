import { errorMessage, StatixError } from '@statix/contract';
import * as z from 'zod';
import { asUpload } from '../archive/as-upload.js';
import { readSingleFile } from '../archive/read-single-file.js';
import { EngineRefusal, isRefusal } from '../connection/engine-refusal.js';
import type { Transport } from '../connection/transport.js';
import type { SeenFile, StoppedContainer } from './container-spec.js';
import { fileStamp } from './file-stamp.js';
import { paxTime } from './pax-time.js';

/** Docker Engine API, "Get information about files in a container": base64 of JSON. Podman has it too. */
const STAT_HEADER = 'x-docker-container-path-stat';

/** Copying into and out of a container that does not run. */
export function stoppedContainer(
  transport: Transport,
  id: string,
  signal: AbortSignal | undefined,
): StoppedContainer {
  const archivePath = `/containers/${id}/archive`;
  return {
    id,

    async putArchive(path, tar) {
      await transport.done({
        doing: `put files into ${path} of a container`,
        method: 'PUT',
        path: archivePath,
        query: { path },
        upload: asUpload(tar),
        signal,
        deadlineMilliseconds: Infinity,
      });
    },

    async getFile(path, { maxBytes } = {}) {
      try {
        const response = await transport.open({
          doing: `read ${path} of a container`,
          method: 'GET',
          path: archivePath,
          query: { path },
          signal,
        });
        return await readSingleFile(response.chunks, path, maxBytes);
      } catch (error) {
        if (isRefusal(error, 404)) throw fileMissing(path, error);
        throw error;
      }
    },

    async lookAt(path) {
      try {
        const { headers } = await transport.head({
          doing: `look at ${path} of a container`,
          path: archivePath,
          query: { path },
          signal,
        });
        return seenFile(headers[STAT_HEADER], path);
      } catch (error) {
        if (isRefusal(error, 404)) return undefined;
        throw error;
      }
    },
  };
}

const statSchema = z.object({ size: z.number(), mode: z.number(), mtime: z.string() });

/** Go's FileMode, io/fs: all of these are zero for a regular file (ModeType). */
const GO_MODE_TYPE = 0x8f28_0000;

function seenFile(header: string | string[] | undefined, path: string): SeenFile {
  try {
    const text = Buffer.from(String(header), 'base64').toString('utf8');
    const { size, mode, mtime } = statSchema.parse(JSON.parse(text));
    return {
      isRegular: (mode & GO_MODE_TYPE) === 0,
      size,
      stamp: fileStamp({ size, mode, mtime: paxTime(mtime) }),
    };
  } catch (cause) {
    const reason = `It answered something else than expected: ${errorMessage(cause)}`;
    throw new EngineRefusal(200, `look at ${path} of a container`, reason);
  }
}

function fileMissing(path: string, cause: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_CONTAINER_FILE_MISSING',
    what: `There is no ${path} in the container`,
    cause,
  });
}
