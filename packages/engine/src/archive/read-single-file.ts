import { Readable } from 'node:stream';
import { errorMessage, isStatixError, StatixError } from '@statix/contract';
import { extract } from 'tar-stream';

export interface SingleFile {
  /** Ends only if all of the file and nothing else was in the archive; otherwise it errs. */
  readonly content: Readable;
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
}

/**
 * Reads a tar archive that has to hold exactly one regular file.
 *
 * @param chunks the archive; what it throws comes out as it is, at once or from the content
 * @param path what was asked for, for messages
 * @throws StatixError STATIX_CONTAINER_FILE_REFUSED
 */
export async function readSingleFile(
  chunks: AsyncIterable<Buffer>,
  path: string,
): Promise<SingleFile> {
  const source = Readable.from(chunks);
  const archive = extract();
  let broken: Error | undefined;
  source.on('error', (error) => {
    broken = error;
    archive.destroy(error);
  });
  const entries = archive[Symbol.asyncIterator]();
  source.pipe(archive);

  const close = (): void => {
    source.destroy();
    archive.destroy();
  };
  const explain = (error: unknown): unknown => {
    if (broken !== undefined) return broken;
    return isStatixError(error) ? error : refused(path, `It is damaged: ${errorMessage(error)}`);
  };
  try {
    const first = await entries.next();
    if (first.done === true) throw refused(path, 'The engine sent nothing.');
    const { header } = first.value;
    if (header.type !== 'file') throw refused(path, `It is a ${header.type}.`);

    const readAll = async function* () {
      try {
        yield* first.value;
        const second = await entries.next();
        if (second.done !== true) throw refused(path, 'It is more than one file.');
      } catch (error) {
        throw explain(error);
      }
    };
    const content = Readable.from(readAll(), { objectMode: false });
    content.on('close', close);
    return { content, size: header.size, mode: header.mode & 0o7777 };
  } catch (error) {
    const reason = explain(error);
    close();
    throw reason;
  }
}

function refused(path: string, why: string): StatixError {
  return new StatixError({
    code: 'STATIX_CONTAINER_FILE_REFUSED',
    what: `${path} in the container is not one regular file`,
    why,
  });
}
