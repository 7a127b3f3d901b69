import { join } from 'node:path/posix';
import { isStatixError } from '@statix/contract';
import { linkedPath } from '../jobs/linked-job.js';
import type { JobFiles } from '../workbench/workbench.js';
import { LARGEST_RECORD, parseLinkRecord, type LinkRecord } from './link-record.js';

/**
 * What the linker has recorded of a program. Whatever size is announced, no more than the limit is read.
 *
 * @param target cargo's target folder on the workbench
 * @returns undefined where it has recorded nothing, and for anything that is no such record
 */
export async function readLinkRecord(
  files: Pick<JobFiles, 'open'>,
  target: string,
  program: string,
): Promise<LinkRecord | undefined> {
  const path = join(target, linkedPath({ name: program }));
  const file = await files.open(path).catch((error: unknown) => {
    // A crate has put something else there: then it is not known what is linked.
    if (isStatixError(error) && error.code === 'STATIX_CONTAINER_FILE_REFUSED') return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of file.content) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.byteLength;
    // Leaving the loop destroys the stream.
    if (length > LARGEST_RECORD) return undefined;
    chunks.push(chunk);
  }
  return parseLinkRecord(Buffer.concat(chunks).toString('utf8'));
}
