import { StatixError } from '@statix/contract';
import * as z from 'zod';
import { debianOrder, semverOrder, type VersionOrder } from '../versions/version-order.js';
import { shortTitle, type Advisory, type Ecosystem, type ReadAdvisories } from './advisory.js';

const eventSchema = z.object({
  introduced: z.string().optional(),
  fixed: z.string().optional(),
  last_affected: z.string().optional(),
  limit: z.string().optional(),
});

const affectedSchema = z.object({
  package: z.object({ ecosystem: z.string(), name: z.string() }).optional(),
  ranges: z
    .array(z.object({ type: z.string(), events: z.array(eventSchema).max(10_000) }))
    .max(10_000)
    .default([]),
  versions: z.array(z.string()).max(100_000).default([]),
  ecosystem_specific: z.object({ urgency: z.unknown() }).partial().nullish(),
  database_specific: z.object({ informational: z.unknown() }).partial().nullish(),
});

/** OSV Schema 1.7 (ossf.github.io/osv-schema), as far as it decides; unknown fields are allowed there. */
const recordSchema = z.object({
  id: z.string().min(1).max(200),
  modified: z.iso.datetime({ offset: true }),
  withdrawn: z.string().optional(),
  aliases: z.array(z.string()).max(1000).nullish(),
  upstream: z.array(z.string()).max(1000).nullish(),
  summary: z.string().optional(),
  details: z.string().optional(),
  affected: z.array(affectedSchema).max(10_000).nullish(),
});

type Affected = z.output<typeof affectedSchema>;

/**
 * Reads a record of OSV. Only crates.io and Debian's source packages are understood; what it says of others is
 * left out.
 *
 * @param path names the file in errors
 * @throws StatixError STATIX_ADVISORY_INVALID
 */
export function readOsvRecord(text: string, path: string): ReadAdvisories {
  const parsed = recordSchema.safeParse(jsonOf(text, path));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(path, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  const { id, modified, withdrawn, aliases, upstream, summary, details, affected } = parsed.data;
  const date = modified.slice(0, 10);
  if (withdrawn !== undefined) return { date, advisories: [] };
  const advisories = (affected ?? []).flatMap((one): Advisory[] => {
    const known = knownPackage(one);
    if (known === undefined) return [];
    return [
      {
        id,
        aliases: [...new Set([...(aliases ?? []), ...(upstream ?? [])])],
        database: 'osv',
        kind: isInformational(one) ? 'informational' : 'vulnerability',
        date,
        title: shortTitle(summary ?? details ?? ''),
        fixed: fixedIn(one),
        ...known,
        affects: (version) => affects(one, version, orders[known.package.ecosystem]),
      },
    ];
  });
  return { date, advisories };
}

const orders: Readonly<Record<Ecosystem, VersionOrder>> = {
  'crates.io': semverOrder,
  rust: semverOrder,
  Debian: debianOrder,
};

function knownPackage({
  package: of,
}: Affected): Pick<Advisory, 'package' | 'release'> | undefined {
  if (of === undefined) return undefined;
  const { ecosystem, name } = of;
  if (ecosystem === 'crates.io') return { package: { ecosystem, name } };
  if (!/^Debian(:[A-Za-z0-9.]+)?$/.test(ecosystem)) return undefined;
  return { package: { ecosystem: 'Debian', name }, release: ecosystem };
}

/** Debian's security team calls `unimportant` what is no hole in a package as it is built and used. */
function isInformational({ ecosystem_specific, database_specific }: Affected): boolean {
  return (
    ecosystem_specific?.urgency === 'unimportant' ||
    typeof database_specific?.informational === 'string'
  );
}

function fixedIn({ ranges }: Affected): string[] {
  return [...new Set(ranges.flatMap(({ events }) => events.flatMap(({ fixed }) => fixed ?? [])))];
}

/** OSV Schema, "Evaluation": listed by name, or in one of the ranges. */
function affects({ ranges, versions }: Affected, version: string, order: VersionOrder): boolean {
  if (versions.includes(version)) return true;
  const usable = ranges.filter(({ type }) => type !== 'GIT');
  return usable.some(({ events }) => inRange(events, version, order));
}

type Event = z.output<typeof eventSchema>;

function inRange(events: readonly Event[], version: string, order: VersionOrder): boolean {
  const points = events.flatMap((event) => pointsOf(event));
  const unordered = points.some(({ at }) => at !== FIRST && !order.knows(at));
  if (unordered || !order.knows(version)) return true;
  const compare = (left: string, right: string): number => {
    if (left === right) return 0;
    if (left === FIRST) return -1;
    return right === FIRST ? 1 : order.compare(left, right);
  };
  const limits = points.filter(({ kind }) => kind === 'limit');
  if (limits.length > 0 && !limits.some(({ at }) => at === '*' || compare(version, at) < 0)) {
    return false;
  }
  let affected = false;
  for (const { kind, at } of points.sort((left, right) => compare(left.at, right.at))) {
    const difference = compare(version, at);
    if (kind === 'introduced' && difference >= 0) affected = true;
    if (kind === 'fixed' && difference >= 0) affected = false;
    if (kind === 'last_affected' && difference > 0) affected = false;
  }
  return affected;
}

/** Before every version (OSV Schema, `affected[].ranges[].events`). */
const FIRST = '0';

interface Point {
  readonly kind: 'introduced' | 'fixed' | 'last_affected' | 'limit';
  readonly at: string;
}

function pointsOf(event: Event): Point[] {
  const kinds = ['introduced', 'fixed', 'last_affected', 'limit'] as const;
  return kinds.flatMap((kind) => {
    const at = event[kind];
    return at === undefined ? [] : [{ kind, at }];
  });
}

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(path, error instanceof Error ? error.message : String(error));
  }
}

function invalid(path: string, why: string): StatixError {
  return new StatixError({
    code: 'STATIX_ADVISORY_INVALID',
    what: `${path} is no record of OSV`,
    why: `${why}.`,
  });
}
