import { parseChannel, type Channel } from './channel.js';
import type { RecipeToolchains } from './toolchains-schema.js';

export type ProviderName = 'debian' | 'dist';

/** A compiler in place of the recipe's own, and what that changes in the recipe. */
export interface ProvidedToolchain {
  /** As it was asked for. */
  readonly channel: string;
  readonly provider: ProviderName;
  /** Arguments of the recipe that go with it. */
  readonly arguments: Readonly<Record<string, string>>;
  /** Packages in place of those of the recipe's lists; undefined for none. */
  readonly packages: ReadonlyMap<string, string | undefined>;
  /** Packages in place of those that the recipe takes sources from. */
  readonly sources: ReadonlyMap<string, string>;
  /** The package that is the compiler; undefined where none is. */
  readonly compiler: string | undefined;
  /** The source that comes from the component rust-src. */
  readonly componentSource: string | undefined;
  /** Files in sources of Debian's that are Cargo.locks of theirs, by source. */
  readonly crates: ReadonlyMap<string, string>;
  /** Folders in `toolchains/` of the recipe with edits of its files, first to last. */
  readonly edits: readonly string[];
}

/** Why a channel cannot be provided, as a sentence. */
export interface NotProvided {
  readonly why: string;
}

export function isProvided(answer: ProvidedToolchain | NotProvided): answer is ProvidedToolchain {
  return 'provider' in answer;
}

/**
 * How a recipe gets the compiler of a channel.
 *
 * @param version of the compiler, once it is known: of a lock, or of a channel's manifest
 * @param provider the only one that counts; otherwise Debian's packages before a dist server
 */
export function provide(
  toolchains: RecipeToolchains,
  channel: Channel,
  { version, provider }: { version?: string | undefined; provider?: ProviderName | undefined } = {},
): ProvidedToolchain | NotProvided {
  const release = releaseOf(version) ?? (channel.numbers.length > 0 ? channel.numbers : undefined);
  const tooOld = release !== undefined && isOlder(release, numbersOf(toolchains.oldest.rust));
  const llvm = release === undefined ? undefined : llvmOf(toolchains, release);
  if (tooOld) {
    return { why: `${toolchains.oldest.why}: older ones cannot be had.` };
  }
  if (release !== undefined && llvm === undefined) {
    return {
      why: `Rust ${release.slice(0, 2).join('.')} has an LLVM of which Debian has no clang, and the two have to be the same.`,
    };
  }
  const debian =
    provider === 'dist' || channel.kind !== 'version' || channel.date !== undefined
      ? undefined
      : toolchains.debian.find(({ rust }) => rust === channel.numbers.slice(0, 2).join('.'));
  const older = release === undefined ? [] : editsOfOlder(toolchains, release);
  const values: Readonly<Record<string, string>> = llvm === undefined ? {} : { LLVM_VERSION: llvm };
  if (debian !== undefined) {
    return {
      channel: channel.text,
      provider: 'debian',
      arguments: values,
      packages: new Map(Object.entries(debian.packages)),
      sources: new Map(Object.entries(debian.sources)),
      compiler: debian.packages[toolchains.compiler] ?? toolchains.compiler,
      componentSource: undefined,
      crates: new Map(Object.entries(debian.crates ?? {})),
      edits: [...(debian.edits ?? []), ...older],
    };
  }
  const { dist } = toolchains;
  if (provider === 'debian' || dist === undefined) {
    const has = toolchains.debian.map(({ rust }) => rust).join(', ');
    return { why: `Debian has, besides the recipe’s own compiler: ${has}.` };
  }
  return {
    channel: channel.text,
    provider: 'dist',
    arguments: values,
    packages: new Map(dist.leaveOut.map((name) => [name, undefined] as const)),
    sources: new Map(),
    compiler: undefined,
    componentSource: dist.source,
    crates: new Map(),
    edits: [...dist.edits, ...older],
  };
}

/** What can be had, a line each, for the error that something cannot. */
export function offersOf(toolchains: RecipeToolchains, lockCommand: string): string[] {
  const { debian, dist, llvm, oldest } = toolchains;
  const ranges = llvm
    .map(({ from, until }) => [
      isOlder(numbersOf(from), numbersOf(oldest.rust)) ? oldest.rust : from,
      until,
    ])
    .map(([from = '', until = '']) => (from === until ? from : `${from} to ${until}`));
  return [
    ...debian.map(({ rust }) => `${rust}, of Debian: ${lockCommand} --channel=${rust}`),
    ...(dist === undefined
      ? []
      : [
          `${ranges.join(', ')} and beta and nightly of these, of a dist server: ${lockCommand} --channel=…`,
        ]),
  ];
}

/**
 * The channel that a name stands for.
 *
 * @returns null for the recipe's own compiler; undefined for what is neither preset nor channel
 */
export function channelOf(
  name: string,
  toolchains: Pick<RecipeToolchains, 'presets'> | undefined,
): Channel | null | undefined {
  const preset = toolchains?.presets[name];
  return preset === null ? null : parseChannel(preset ?? name);
}

/** `[1, 97, 0]` of `1.97.0-nightly`. */
function releaseOf(version: string | undefined): number[] | undefined {
  const numbers = /^\d+\.\d+(?:\.\d+)?/.exec(version ?? '')?.[0];
  return numbers === undefined ? undefined : numbersOf(numbers);
}

function numbersOf(version: string): number[] {
  return version.split('.').map(Number);
}

function llvmOf({ llvm }: RecipeToolchains, release: readonly number[]): string | undefined {
  return llvm.find(
    ({ from, until }) =>
      !isOlder(release, numbersOf(from)) && !isOlder(numbersOf(until), release.slice(0, 2)),
  )?.version;
}

function editsOfOlder({ older }: RecipeToolchains, release: readonly number[]): string[] {
  return (older ?? [])
    .filter(({ until }) => !isOlder(numbersOf(until), release))
    .flatMap(({ edits }) => edits);
}

/** Compares major and minor. */
function isOlder(left: readonly number[], right: readonly number[]): boolean {
  const [a = 0, b = 0] = left;
  const [c = 0, d = 0] = right;
  return a < c || (a === c && b < d);
}
