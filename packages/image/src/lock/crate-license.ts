import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { parseToml } from '@statix/cargo';
import { extract } from 'tar-stream';
import * as z from 'zod';

const manifestSchema = z.looseObject({
  package: z.looseObject({ license: z.string().optional() }),
});

/**
 * What the Cargo.toml in a crate's archive states as its licence: an SPDX expression, in old crates
 * with `/` for OR.
 *
 * @param archive a .crate: a gzipped tar
 * @param folder `<name>-<version>`, which all of a .crate is in
 * @returns null if it names a file instead
 * @throws what zlib, tar-stream or the parser throws; the sha256 of Cargo.lock was compared before
 */
export async function crateLicense(archive: Buffer, folder: string): Promise<string | null> {
  const manifest = `${folder}/Cargo.toml`;
  let content = '';
  const entries = extract();
  entries.on('entry', ({ name }, entry, next) => {
    if (name === manifest) {
      text(entry).then((read) => {
        content = read;
        next();
      }, next);
    } else {
      entry.on('end', next);
      entry.resume();
    }
  });
  await pipeline(Readable.from([archive]), createGunzip(), entries);
  const { license } = manifestSchema.parse(
    parseToml(content, manifest, 'STATIX_LOCK_NO_CRATE'),
  ).package;
  return license?.replaceAll('/', ' OR ') ?? null;
}
