import { parseToml } from '@statix/cargo';
import { StatixError } from '@statix/contract';
import * as z from 'zod';

const archiveSchema = z.looseObject({
  available: z.boolean(),
  url: z.url().optional(),
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});

/** Manifests v2 of channels (Rust Forge, "Channel layout"; rustup's src/dist/manifest.rs). */
const manifestSchema = z.looseObject({
  'manifest-version': z.literal('2'),
  date: z.iso.date(),
  pkg: z.record(
    z.string(),
    z.looseObject({ version: z.string().optional(), target: z.record(z.string(), archiveSchema) }),
  ),
});

/** An archive of a component, by its path on the server: `2026-04-16/rustc-1.95.0-….tar.gz`. */
export interface ManifestArchive {
  readonly path: string;
  readonly sha256: string;
}

/** What a channel has at one date. */
export interface ChannelManifest {
  readonly date: string;
  /** Of rustc: `1.95.0`, `1.97.0-nightly`, `1.97.0-beta.3`. */
  readonly version: string;
  /** The archives that were asked for, in their order. */
  readonly archives: readonly ManifestArchive[];
}

/** A component and the triple that it is for; `*` for all. */
export type WantedComponent = readonly [name: string, target: string];

/**
 * Reads the manifest of a channel.
 *
 * @param path names it in errors
 * @param servers addresses that its URLs may begin with; whoever mirrors a server need not rewrite them
 * @throws StatixError STATIX_CHANNEL_INVALID, STATIX_CHANNEL_INCOMPLETE naming the component that the
 *   channel does not have at this date
 */
export function readChannelManifest(
  text: string,
  path: string,
  wanted: readonly WantedComponent[],
  servers: readonly string[],
): ChannelManifest {
  const parsed = manifestSchema.safeParse(parseToml(text, path, 'STATIX_CHANNEL_INVALID'));
  if (!parsed.success) throw invalid(path, z.prettifyError(parsed.error));
  const { date, pkg } = parsed.data;
  const version = /^\S+/.exec(pkg['rustc']?.version ?? '')?.[0];
  if (version === undefined) throw invalid(path, 'It does not say which rustc it has.');
  const archives = wanted.map(([name, target]) => {
    const archive = pkg[name]?.target[target];
    if (archive?.available !== true) throw incomplete(path, date, name, target);
    const place = servers
      .map((server) => `${server}/`)
      .find((start) => archive.url?.startsWith(start) === true);
    if (place === undefined || archive.hash === undefined) {
      throw invalid(
        path,
        `Its archive of ${name} is on another server: ${archive.url ?? 'nowhere'}`,
      );
    }
    return { path: archive.url?.slice(place.length) ?? '', sha256: archive.hash };
  });
  return { date, version, archives };
}

function invalid(path: string, why: string): StatixError {
  return new StatixError({
    code: 'STATIX_CHANNEL_INVALID',
    what: `${path} is no manifest of a Rust channel`,
    why,
    remedies: [
      'Does RUSTUP_DIST_SERVER name a server that rustup itself can use? Manifests are of version 2.',
    ],
  });
}

function incomplete(path: string, date: string, name: string, target: string): StatixError {
  return new StatixError({
    code: 'STATIX_CHANNEL_INCOMPLETE',
    what: `The channel has no ${name}${target === '*' ? '' : ` for ${target}`} on ${date}`,
    why: `${path} says so. A nightly may lack a component on some days.`,
    remedies: ['Name another date: nightly-YYYY-MM-DD.'],
  });
}
