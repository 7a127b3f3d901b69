import type { ImageContract } from '@statix/contract';
import { seedArgs } from './cargo-args.js';
import type { CargoOptions, CargoRequest, ProgramOptions, RegistryIndex } from './cargo-options.js';
import type { ImageTool, ToolPaths } from './image-tools.js';

/** Folders inside the container. */
export type ContainerPaths = ImageContract['paths'];

/** Those of the Statix image, for showing a plan without asking an engine. */
export const statixPaths: ContainerPaths = {
  workspace: '/workspace',
  cargoHome: '/statix/cargo',
  target: '/statix/target',
  home: '/statix/home',
};

/** The Statix image's program to link with for an allocator, for showing a plan. */
export const statixLinkers: Readonly<Record<string, string>> = {
  mimalloc: '/opt/statix/bin/x86_64-linux-musl-clang-mimalloc',
};

/**
 * `cargo fetch` for the target and for the host, whose crates build scripts and proc macros are made
 * of. Not `--locked`: workspace and lock are cut down to the package, and Cargo drops from the lock
 * what only features of other members need. That it does nothing else is checked afterwards.
 */
export function fetchArguments(
  { options, package: { manifest } }: Pick<CargoRequest, 'options' | 'package'>,
  paths: ContainerPaths,
): string[] {
  return [
    'cargo',
    'fetch',
    '--manifest-path',
    `${paths.workspace}/${manifest}`,
    '--target',
    options.triple,
    '--target',
    'x86_64-unknown-linux-gnu',
  ];
}

/** What a command line depends on beside the plan: it is made when the image is known. */
export type ArgumentsOf = (
  paths: ContainerPaths,
  settings?: {
    readonly jobs?: number | undefined;
    /** The image's programs to link with, by allocator. */
    readonly linkers?: Readonly<Record<string, string>>;
    readonly registryIndexes?: readonly RegistryIndex[];
    /** Where the image has programs that cargo would look for in PATH. */
    readonly tools?: ToolPaths;
  },
) => string[];

/** Cargo runs a program for a command that it does not know, and so do we, by its path. */
export interface CommandProgram {
  readonly tool?: ImageTool;
  readonly profileFlag?: string;
  readonly jobsFlag?: string;
}

/** `cargo build` of a package's programs, without network; see {@link cargoArguments}. */
export function buildArguments(
  plan: CargoRequest<ProgramOptions>,
  paths: ContainerPaths,
  settings: Parameters<ArgumentsOf>[1] = {},
): string[] {
  const { auditable, cargoArgs } = plan.options;
  const command = auditable ? ['auditable', 'build'] : ['build'];
  return programArguments(command, plan, cargoArgs)(paths, settings);
}

/**
 * What compiles the crates of {@link buildArguments} for all projects that use them. Without `auditable`, whose
 * wrapper runs for packages of the repository alone (RUSTC_WORKSPACE_WRAPPER).
 */
export function buildSeeds(plan: CargoRequest<ProgramOptions>): ArgumentsOf {
  return programArguments(['build'], plan, seedArgs(plan.options.cargoArgs));
}

function programArguments(
  command: readonly string[],
  plan: CargoRequest<ProgramOptions>,
  cargoArgs: readonly string[],
): ArgumentsOf {
  return cargoArguments(
    command,
    [...programs(plan.options), ...cargoArgs, ...profileSettings(plan.options)],
    plan,
  );
}

function programs({ bins, examples }: ProgramOptions): string[] {
  const binaries = bins === undefined ? ['--bins'] : bins.flatMap((name) => ['--bin', name]);
  if (typeof examples === 'boolean') return [...binaries, ...(examples ? ['--examples'] : [])];
  return [...binaries, ...examples.flatMap((name) => ['--example', name])];
}

/**
 * `--config` wins over the profile of the manifest (Cargo book, "Configuration", precedence). Debug information
 * that goes into a file of its own has to be in the program until then.
 */
function profileSettings({ profile, strip, splitDebug }: ProgramOptions): string[] {
  const settings =
    splitDebug === 'none'
      ? { strip }
      : { debug: splitDebug, 'split-debuginfo': 'off', strip: 'none' };
  return Object.entries(settings).flatMap(([key, value]) =>
    value === undefined ? [] : ['--config', `profile.${profile}.${key}="${value}"`],
  );
}

/**
 * A command of cargo that compiles, without network. `--offline` and not `--frozen`: the lock is cut down
 * to the package, and Cargo drops from it what only features of other members need. That it does nothing
 * else is checked afterwards (output/departures-from-lock.ts).
 *
 * rustflags are passed as `--config target.<triple>.rustflags`: RUSTFLAGS would discard every flag
 * of the user's configuration, and this form joins with the user's `[target.<triple>]` but silently
 * drops `[build] rustflags`. So the latter are repeated here, where no target table has any
 * (docs/reference/rustflags.md).
 *
 * Another allocator is another linker, which links only programs for the target: no build script and
 * no proc macro. `--config` wins over the image's CARGO_TARGET_<triple>_LINKER, and Cargo links again
 * when it changes.
 *
 * @param targets which of the package's targets: `--bins`, `--lib`, …; and what else is of the one command
 * @param program what knows the command where cargo itself does not, and its own words for cargo's flags
 */
export function cargoArguments(
  command: readonly string[],
  targets: readonly string[],
  plan: CargoRequest,
  program: CommandProgram = {},
): ArgumentsOf {
  const { options } = plan;
  const { tool, profileFlag = '--profile', jobsFlag = '--jobs' } = program;
  return (paths, settings = {}) => {
    const { jobs, tools = {} } = settings;
    return [
      (tool === undefined ? undefined : tools[tool]) ?? 'cargo',
      ...command,
      '--offline',
      '--manifest-path',
      `${paths.workspace}/${plan.package.manifest}`,
      '--target',
      options.triple,
      '--target-dir',
      paths.target,
      profileFlag,
      options.profile,
      ...targets,
      ...featureArguments(options),
      ...(jobs === undefined ? [] : [jobsFlag, String(jobs)]),
      ...configuration(plan, paths, settings),
    ];
  };
}

/**
 * cargo, and what those of its commands have in common that tell what a build of the package resolves to (`tree`,
 * `metadata`): its features and its configuration.
 *
 * `cargo tree` resolves features as `cargo build` does: for the target apart from what build dependencies and
 * procedural macros ask for, which the resolver 2 keeps apart and `cargo metadata` does not (Cargo reference,
 * "Features", "Feature resolver version 2").
 */
export function resolveArguments(
  plan: CargoRequest,
  paths: ContainerPaths,
  settings: Parameters<ArgumentsOf>[1] = {},
): string[] {
  return [
    'cargo',
    '--offline',
    '--manifest-path',
    `${paths.workspace}/${plan.package.manifest}`,
    ...featureArguments(plan.options),
    ...configuration(plan, paths, settings),
  ];
}

function featureArguments({ allFeatures, defaultFeatures, features }: CargoOptions): string[] {
  return [
    ...(allFeatures ? ['--all-features'] : []),
    ...(defaultFeatures ? [] : ['--no-default-features']),
    ...(features.length > 0 ? ['--features', features.join(',')] : []),
  ];
}

function configuration(
  { options, configuredRustflags }: CargoRequest,
  paths: ContainerPaths,
  { linkers = statixLinkers, registryIndexes = [] }: NonNullable<Parameters<ArgumentsOf>[1]>,
): string[] {
  const linker = linkers[options.allocator];
  const rustflags = [
    ...configuredRustflags,
    ...options.rustflags,
    ...stackFlags(options.threadStackSize),
    ...staticRustflags(paths),
  ];
  return [
    ...registryIndexes.flatMap(({ name, index }) => [
      '--config',
      `registries.${JSON.stringify(name)}.index=${JSON.stringify(index)}`,
    ]),
    ...(linker === undefined
      ? []
      : ['--config', `target.${options.triple}.linker=${JSON.stringify(linker)}`]),
    '--config',
    `target.${options.triple}.rustflags=${JSON.stringify(rustflags)}`,
  ];
}

/** What binaries and what is made of them call the repository's root. */
export const REMAPPED_ROOT = '/source';

/**
 * musl takes the size for threads that C makes from the program's PT_GNU_STACK (`static_init_tls` in
 * src/env/__init_tls.c), where the last `-z stack-size` of the linker's command line puts it.
 */
function stackFlags(bytes: number | undefined): string[] {
  return bytes === undefined ? [] : [`-Clink-arg=-Wl,-z,stack-size=${bytes}`];
}

/**
 * Flags of every build. crt-static is said explicitly because compiler-team#422 plans to make
 * dynamic linking the default for musl; the paths are the container's, constant, and remapped so
 * that a binary does not tell them.
 */
function staticRustflags(paths: ContainerPaths): string[] {
  return [
    '-Ctarget-feature=+crt-static',
    `--remap-path-prefix=${paths.workspace}=${REMAPPED_ROOT}`,
    `--remap-path-prefix=${paths.cargoHome}/registry/src=/crates`,
    `--remap-path-prefix=${paths.cargoHome}/git/checkouts=/crates/git`,
    `--remap-path-prefix=${paths.target}=/target`,
  ];
}
