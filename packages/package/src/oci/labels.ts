import type { CargoFacts } from '../project/cargo-facts.js';

/**
 * The labels that a Cargo.toml tells of (OCI image specification, "Pre-Defined Annotation Keys"), and those
 * that are given, which win. Neither a time nor a revision, unless one is given: they would be other bytes for
 * the same program.
 */
export function imageLabels(
  facts: CargoFacts,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const known: Record<string, string | undefined> = {
    title: facts.name,
    version: facts.version,
    description: facts.description,
    licenses: facts.license,
    url: facts.homepage,
    source: facts.repository,
    authors: facts.authors.length === 0 ? undefined : facts.authors.join(', '),
  };
  const labels = Object.entries(known).flatMap(([key, value]) =>
    value === undefined ? [] : [[`org.opencontainers.image.${key}`, value] as const],
  );
  return Object.fromEntries(
    [...new Map([...labels, ...Object.entries(given)])].sort(([left], [right]) =>
      left < right ? -1 : 1,
    ),
  );
}
