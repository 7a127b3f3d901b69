/** As much of a build as can tell a crate of a registry where the repository is. */
export interface CrateSettings {
  readonly environment: Readonly<Record<string, string>>;
  /** `[env]` of the user's Cargo configuration. */
  readonly configuredEnvironment: readonly (readonly [key: string, value: unknown])[];
  readonly configuredRustflags: readonly string[];
  readonly options: { readonly rustflags: readonly string[] };
}

/**
 * Whether the environment or the flags of a build lead its crates to files of the repository: a build
 * script that is told where they are finds none where seeds are made, and would make something else.
 *
 * @param workspace absolute folder of the repository on the workbench
 */
export function seesRepository(
  { environment, configuredEnvironment, configuredRustflags, options }: CrateSettings,
  workspace: string,
): boolean {
  const relative = configuredEnvironment.some(
    ([key, value]) => key.endsWith('.relative') && JSON.stringify(value).includes('true'),
  );
  const told = JSON.stringify([
    environment,
    configuredEnvironment,
    configuredRustflags,
    options.rustflags,
  ]);
  return relative || told.includes(workspace);
}
