import { dirname, isAbsolute, join } from 'node:path';
import { mergeConfigs, type ConfigText, type MergedConfig } from '@statix/cargo';

/** A program that knows a token, or one of Cargo's own ways, with its arguments: `['cargo:token']`. */
export type Provider = readonly [name: string, ...args: string[]];

/** A registry as this machine knows it, whatever a repository says. */
export interface MachineRegistry {
  readonly name: string;
  readonly index: string | undefined;
  readonly token: string | undefined;
  /** In the order in which they are asked. */
  readonly providers: readonly Provider[];
}

/** What Cargo can ask without running another program. Cargo book, "Registry Authentication". */
const builtIn = /^cargo:/;

/**
 * The registries of this machine: of the user's own CARGO_HOME, and of the environment, which wins, as for
 * Cargo. A provider of the registry's own is the only one; else the global ones are asked, the last one
 * first. Where none is configured it is `cargo:token`: Cargo refuses a token then, although it is there
 * (`require_cred_provider_config` in its util/auth), and nobody means that.
 *
 * @param configs `config.toml` and `credentials.toml` of CARGO_HOME, what wins first, by absolute path
 * @throws StatixError STATIX_CARGO_CONFIG_INVALID
 */
export function machineRegistries(
  env: NodeJS.ProcessEnv,
  configs: readonly ConfigText[],
): MachineRegistry[] {
  const merged = mergeConfigs(configs);
  const names = new Map<string, string>();
  for (const key of merged.keys()) {
    const name = registryName(key);
    if (name !== undefined) names.set(environmentKey(name), name);
  }
  for (const variable of Object.keys(env)) {
    const key = /^CARGO_REGISTRIES_(.+)_(?:INDEX|TOKEN|CREDENTIAL_PROVIDER)$/.exec(variable)?.[1];
    if (key !== undefined && !names.has(key))
      names.set(key, key.toLowerCase().replaceAll('_', '-'));
  }
  return [...names].map(([key, name]) => {
    const text = (field: string): string | undefined =>
      given(env[`CARGO_REGISTRIES_${key}_${field.toUpperCase().replaceAll('-', '_')}`]) ??
      textAt(merged, `registries.${registryKey(name)}.${field}`);
    const own = env[`CARGO_REGISTRIES_${key}_CREDENTIAL_PROVIDER`];
    return {
      name,
      index: text('index'),
      token: text('token'),
      providers: providersOf(
        env,
        merged,
        own,
        `registries.${registryKey(name)}.credential-provider`,
      ),
    };
  });
}

/** Names of registries that are the same one in an environment variable. */
export function environmentKey(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

function providersOf(
  env: NodeJS.ProcessEnv,
  merged: MergedConfig,
  ownVariable: string | undefined,
  ownKey: string,
): readonly Provider[] {
  const own = given(ownVariable)?.split(/\s+/) ?? merged.get(ownKey)?.value;
  const ownProvider = resolveProvider(own, merged, merged.get(ownKey)?.file);
  if (ownProvider !== undefined) return [ownProvider];
  return globalsOf(env, merged);
}

/**
 * The providers of registries that have none of their own, in the order in which they are asked.
 *
 * @param configs as for {@link machineRegistries}
 */
export function globalProviders(
  env: NodeJS.ProcessEnv,
  configs: readonly ConfigText[],
): readonly Provider[] {
  return globalsOf(env, mergeConfigs(configs));
}

function globalsOf(env: NodeJS.ProcessEnv, merged: MergedConfig): readonly Provider[] {
  const key = 'registry.global-credential-providers';
  const statix = resolveProvider(given(env['STATIX_CREDENTIAL_PROVIDER']), merged, undefined);
  const variable = given(env['CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS'])?.split(/\s+/);
  const configured: unknown = variable ?? merged.get(key)?.value;
  const globals = (Array.isArray(configured) ? configured : [])
    .map((each: unknown) => resolveProvider(each, merged, merged.get(key)?.file))
    .filter((each) => each !== undefined)
    .reverse();
  const providers = [...(statix === undefined ? [] : [statix]), ...globals];
  return globals.length > 0 ? providers : [...providers, ['cargo:token']];
}

/** @param file that says it: a path with a slash counts from the folder above that of the file */
function resolveProvider(
  value: unknown,
  merged: MergedConfig,
  file: string | undefined,
): Provider | undefined {
  const words = typeof value === 'string' ? value.trim().split(/\s+/) : value;
  if (!Array.isArray(words) || !words.every((word) => typeof word === 'string')) return undefined;
  const [name, ...args] = words;
  if (name === undefined || name === '') return undefined;
  if (args.length === 0 && !builtIn.test(name)) {
    const alias = merged.get(`credential-alias.${registryKey(name)}`);
    if (alias !== undefined && alias.value !== value)
      return resolveProvider(alias.value, new Map(), alias.file);
  }
  if (builtIn.test(name) || !name.includes('/') || isAbsolute(name) || file === undefined)
    return [name, ...args];
  return [join(dirname(dirname(file)), name), ...args];
}

function registryName(key: string): string | undefined {
  const name =
    /^registries\.([A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*")\.(?:index|token|credential-provider)$/.exec(
      key,
    )?.[1];
  if (name === undefined) return undefined;
  return name.startsWith('"') ? String(JSON.parse(name)) : name;
}

/** A registry's name as it stands in a key of a merged configuration. */
export function registryKey(name: string): string {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : JSON.stringify(name);
}

function textAt(merged: MergedConfig, key: string): string | undefined {
  const value = merged.get(key)?.value;
  return typeof value === 'string' ? value : undefined;
}

function given(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
