/**
 * Lines for a Cargo.toml with the version requirements that the user has: a remedy adds features,
 * and asks nobody to move to another release.
 *
 * @param requirementOf the user's requirement of a crate; undefined where there is none
 */
export function keepVersions(
  snippet: string,
  requirementOf: (crate: string) => string | undefined,
): string {
  return snippet.replace(
    /^([\w-]+)( = (?:\{ version = )?")(\d[\d.]*)(")/gm,
    (line, crate: string, before: string, _version: string, after: string) => {
      const requirement = requirementOf(crate);
      return requirement === undefined ? line : `${crate}${before}${requirement}${after}`;
    },
  );
}

/** What is compatible with a version and no older than its minor release: `0.9` of 0.9.118, `4` of 4.5.1. */
export function compatibleRequirement(version: string): string {
  const [, major = '', minor = ''] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  return major === '0' ? `0.${minor}` : major;
}
