import type { TargetConfiguration } from '@nx/devkit';
import { recordOf } from '../record-of.js';
import { executorOf } from './monodon-project.js';

/** What cargo is told for an executor of @monodon/rust; it calls clippy `lint`. */
const subcommands: Readonly<Partial<Record<string, string>>> = {
  build: 'build',
  check: 'check',
  test: 'test',
  lint: 'clippy',
  run: 'run',
};

/**
 * A target of @monodon/rust as the plain command that it runs: the same options in the same order
 * (its src/utils/build-command.js), and the same name, configurations and cache.
 *
 * @returns undefined for an executor that does more than to run cargo
 */
export function cargoTarget(
  target: TargetConfiguration,
  packageName: string,
): TargetConfiguration | undefined {
  const subcommand = subcommands[executorOf(target) ?? ''];
  if (subcommand === undefined) return undefined;
  const options = recordOf(target.options);
  const command = (more: unknown): string =>
    cargoCommand(subcommand, { ...options, ...recordOf(more) }, packageName);
  const configurations = Object.entries(target.configurations ?? {}).map(
    ([name, configuration]) => [name, { command: command(configuration) }] as const,
  );
  const { outputs: _outputs, configurations: _configurations, ...rest } = target;
  return {
    ...rest,
    executor: 'nx:run-commands',
    // The other plugin had every crate of Cargo.lock in the graph, and so in the hash.
    ...(target.cache === true && target.inputs === undefined
      ? { inputs: ['default', '^default', '{workspaceRoot}/Cargo.lock'] }
      : {}),
    ...outputsOf(target, options),
    options: { command: command({}) },
    ...(configurations.length === 0 ? {} : { configurations: Object.fromEntries(configurations) }),
  };
}

/** What they write `{options.target-dir}` for is no option of a plain command. */
function outputsOf(
  { outputs }: TargetConfiguration,
  options: Readonly<Record<string, unknown>>,
): Pick<TargetConfiguration, 'outputs'> {
  if (outputs === undefined) return {};
  const folder = options['target-dir'];
  const resolved = outputs.flatMap((output) => {
    if (!output.includes('{options.target-dir}')) return [output];
    return typeof folder === 'string' ? [`{workspaceRoot}/${folder}`] : [];
  });
  return resolved.length === 0 ? {} : { outputs: resolved };
}

function cargoCommand(
  subcommand: string,
  { toolchain, args, ...options }: Readonly<Record<string, unknown>>,
  packageName: string,
): string {
  const words = ['cargo'];
  if (typeof toolchain === 'string' && toolchain !== 'stable') words.push(`+${toolchain}`);
  words.push(subcommand);
  for (const [name, value] of Object.entries(options)) {
    if (value === true) words.push(`--${name}`);
    else if (value !== false) words.push(...wordsOf(value).flatMap((word) => [`--${name}`, word]));
  }
  if (!words.includes('--package')) words.push('-p', packageName);
  if (args !== undefined) words.push('--', ...wordsOf(args));
  return words.map(quoted).join(' ');
}

function wordsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

/** For the shell that nx:run-commands starts. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
