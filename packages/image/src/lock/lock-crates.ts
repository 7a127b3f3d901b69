import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { StatixError, type ImageLock } from '@statix/contract';
import type { HttpClient } from '../archive/http-client.js';
import { atOnce } from './at-once.js';
import { crateLicense } from './crate-license.js';
import { fileAddresses } from '../archive/file-providers.js';
import type { WantedCrate } from '../recipe/lockable-recipe.js';

/** The registry refuses larger ones: 10 MiB, unless agreed otherwise with their author. */
const LARGEST_BYTES = 64 * 1024 * 1024;

type LockedCrate = ImageLock['crates'][number];

export interface CrateSources {
  /** Entries of the lock before, whose files can be had: they stay as they are. */
  readonly kept: readonly LockedCrate[];
  readonly providers: ImageLock['providers'];
  readonly client: HttpClient;
  readonly signal: AbortSignal;
}

/** Cargo's registry serves that many, and there are a few dozen. */
const AT_ONCE = 8;

/**
 * The entries for what a recipe's Cargo.lock names. A Cargo.lock knows neither sizes nor licences, so
 * what the lock does not have yet is downloaded once.
 *
 * @throws StatixError STATIX_LOCK_NO_CRATE naming all that cannot be had
 */
export async function lockCrates(
  wanted: readonly WantedCrate[],
  { kept, providers, client, signal }: CrateSources,
): Promise<LockedCrate[]> {
  const known = new Map(kept.map((entry) => [entry.sha256, entry]));
  const locked: LockedCrate[] = [];
  const problems: string[] = [];
  await atOnce(AT_ONCE, wanted, async (crate) => {
    const entry = known.get(crate.sha256) ?? (await lockCrate(crate, providers, client, signal));
    if (typeof entry === 'string') problems.push(`${crate.name} ${crate.version}: ${entry}`);
    else locked.push({ ...entry, sets: crate.sets });
  });
  if (problems.length > 0) throw noCrate(problems.sort());
  return locked.sort(byNameAndVersion);
}

/** By name first: of two paths `thiserror-impl/…` comes before `thiserror/…`. */
function byNameAndVersion(left: LockedCrate, right: LockedCrate): number {
  if (left.name !== right.name) return left.name < right.name ? -1 : 1;
  return left.version < right.version ? -1 : 1;
}

/** The entry, or why there is none. */
async function lockCrate(
  { name, version, sha256 }: WantedCrate,
  providers: ImageLock['providers'],
  client: HttpClient,
  signal: AbortSignal,
): Promise<Omit<LockedCrate, 'sets'> | string> {
  const path = `crates/${name}/${name}-${version}.crate`;
  const answers: string[] = [];
  for (const { provider, url } of fileAddresses({ path }, providers, client.mirrors)) {
    const answer = await client.request('GET', url, signal);
    if (answer.status !== 'there') {
      answers.push(`${provider}: ${answer.status === 'absent' ? 'not there' : answer.why}`);
      continue;
    }
    const content = await download(answer.body);
    signal.throwIfAborted();
    if (content === undefined) {
      answers.push(`${provider}: the download broke off`);
      continue;
    }
    if (createHash('sha256').update(content).digest('hex') !== sha256) {
      answers.push(`${provider}: another sha256 than in Cargo.lock`);
      continue;
    }
    const license = await crateLicense(content, `${name}-${version}`);
    return { name, version, license, path, size: content.byteLength, sha256 };
  }
  return answers.join('; ');
}

/** Undefined if it breaks off or does not end. */
async function download(body: Readable): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      if (!(chunk instanceof Uint8Array)) return undefined;
      size += chunk.byteLength;
      if (size > LARGEST_BYTES) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}

function noCrate(problems: readonly string[]): StatixError {
  return new StatixError({
    code: 'STATIX_LOCK_NO_CRATE',
    what: `${problems.length} crates of the recipe cannot be had from Cargo's registry`,
    excerpt: problems,
    remedies: [
      {
        text: 'Behind a proxy that opens TLS, name its certificates:',
        snippet: 'export HTTPS_PROXY=… STATIX_CA_BUNDLE=/path/ca.pem',
      },
      'Or have the recipe take other versions: cargo update, in the folder of its Cargo.toml.',
    ],
  });
}
