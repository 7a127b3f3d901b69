import { StatixError } from '@statix/contract';
import { asUpload } from '../archive/as-upload.js';
import { readSingleFile } from '../archive/read-single-file.js';
import { isRefusal } from '../connection/engine-refusal.js';
import type { Transport } from '../connection/transport.js';
import type { StoppedContainer } from './container-spec.js';

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
  };
}

function fileMissing(path: string, cause: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_CONTAINER_FILE_MISSING',
    what: `There is no ${path} in the container`,
    cause,
  });
}
