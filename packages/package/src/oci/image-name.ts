/** A Cargo package's name as that of a repository (distribution specification, "Pulling manifests"). */
export function repositoryName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** A version as a tag, which may hold no `+`; Helm writes `_` for it as well. */
export function versionTag(version: string): string {
  return version.replaceAll('+', '_');
}
