import { Readable } from 'node:stream';
import { errorMessage, isStatixError, StatixError } from '@statix/contract';
import { extract, type Header } from 'tar-stream';

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
 * @param maxBytes a longer file is refused before any of it is read
 * @throws StatixError STATIX_CONTAINER_FILE_REFUSED
 */
export async function readSingleFile(
  chunks: AsyncIterable<Buffer>,
  path: string,
  maxBytes = Infinity,
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
    if (isSparse(header.pax)) throw refused(path, 'The engine sent it as a sparse file.');
    if (header.size > maxBytes) throw tooLong(path, header.size, maxBytes);

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

/**
 * GNU tar marks the newer forms of sparse files by extended headers alone: what follows is then a map
 * of the file and not its content (GNU tar manual, "PAX Format, Versions 0.0 to 1.0").
 */
function isSparse(pax: Header['pax']): boolean {
  return Object.keys(pax ?? {}).some((key) => key.startsWith('GNU.sparse'));
}

function tooLong(path: string, size: number, maxBytes: number): StatixError {
  return new StatixError({
    code: 'STATIX_CONTAINER_FILE_REFUSED',
    what: `${path} in the container is ${size} bytes long; at most ${maxBytes} are read`,
  });
}

function refused(path: string, why: string): StatixError {
  return new StatixError({
    code: 'STATIX_CONTAINER_FILE_REFUSED',
    what: `${path} in the container is not one regular file`,
    why,
  });
}
