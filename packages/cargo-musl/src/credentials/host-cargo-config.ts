import { mergeConfigs, type ConfigText } from '@statix/cargo';
import { globalProviders, machineRegistries, type Provider } from './machine-registries.js';

/** How the network is used; not what is built how, and of other sources the mirror alone, which is joined to it. */
const followed = /^(?:net|http)\./;

/**
 * The Cargo configuration for this machine's cargo in a home of its own: registries, providers and network
 * of the user's. Paths of programs are absolute in it.
 *
 * @param configs of the user's own CARGO_HOME
 * @returns TOML
 */
export function hostCargoConfig(env: NodeJS.ProcessEnv, configs: readonly ConfigText[]): string {
  const globals = globalProviders(env, configs);
  const lines = [
    // The last one is asked first.
    `registry.global-credential-providers = ${JSON.stringify(globals.map(joined).reverse())}`,
  ];
  for (const [key, { value }] of mergeConfigs(configs))
    if (followed.test(key) && isPlain(value)) lines.push(`${key} = ${toml(value)}`);
  for (const { name, index, providers } of machineRegistries(env, configs)) {
    if (index === undefined) continue;
    const key = `registries.${JSON.stringify(name)}`;
    lines.push(`${key}.index = ${JSON.stringify(index)}`);
    if (JSON.stringify(providers) !== JSON.stringify(globals))
      lines.push(`${key}.credential-provider = ${JSON.stringify(providers[0])}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

function joined(provider: Provider): string {
  return provider.join(' ');
}

type Plain = string | boolean | number | bigint | readonly string[];

function isPlain(value: unknown): value is Plain {
  return Array.isArray(value)
    ? value.every((item) => typeof item === 'string')
    : ['string', 'boolean', 'number', 'bigint'].includes(typeof value);
}

function toml(value: Plain): string {
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}
