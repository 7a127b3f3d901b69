import { canonicalJson, type ImageLock } from '@statix/contract';

/** What a new lock changes, a line each, sources first; empty if versions and files are the same. */
export function compareLocks(before: ImageLock | undefined, after: ImageLock): string[] {
  return [
    ...compare(entries(before?.sources, 'source'), entries(after.sources, 'source')),
    ...compareCrates(before?.crates ?? [], after.crates),
    ...compare(entries(before?.packages, 'package'), entries(after.packages, 'package')),
  ];
}

interface Entry {
  readonly title: string;
  readonly version: string;
  readonly content: string;
}

function entries(
  list: readonly { name: string; version: string }[] | undefined,
  what: string,
): Entry[] {
  return (list ?? []).map(({ name, version, ...rest }) => ({
    title: `${what} ${name}`,
    version,
    content: canonicalJson(rest),
  }));
}

function compare(before: readonly Entry[], after: readonly Entry[]): string[] {
  const old = new Map(before.map((entry) => [entry.title, entry]));
  const kept = new Set(after.map(({ title }) => title));
  const changed = after.flatMap(({ title, version, content }) => {
    const was = old.get(title);
    if (was === undefined) return [`${title}: new, ${version}`];
    if (was.version !== version) return [`${title}: ${was.version} → ${version}`];
    return was.content === content ? [] : [`${title}: ${version}, described otherwise`];
  });
  const gone = before.filter(({ title }) => !kept.has(title));
  return [...changed, ...gone.map(({ title, version }) => `${title}: gone, was ${version}`)];
}

/** Of a crate there may be several versions side by side, so a version that goes is not one that moves. */
function compareCrates(before: ImageLock['crates'], after: ImageLock['crates']): string[] {
  const title = ({ name, version }: ImageLock['crates'][number]) => `crate ${name} ${version}`;
  const old = new Set(before.map(title));
  const now = new Set(after.map(title));
  return [
    ...[...now].filter((crate) => !old.has(crate)).map((crate) => `${crate}: new`),
    ...[...old].filter((crate) => !now.has(crate)).map((crate) => `${crate}: gone`),
  ];
}
