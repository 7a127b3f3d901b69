/** Cargo.toml of a program that is built to see whether its dependencies build. */
export function probeManifest(dependencies, resolver) {
  return [
    '[package]\nname = "probe"\nversion = "0.0.0"\nedition = "2021"',
    ...(resolver === undefined ? [] : [`resolver = "${resolver}"`]),
    `\n[dependencies]\n${dependencies}\n`,
  ].join('\n');
}

export function lockedVersion(lock, crate) {
  return new RegExp(`name = "${crate}"\\nversion = "([^"]+)"`).exec(lock)?.[1];
}
