import type { BuildManifest } from '@statix/contract';

type CpuOptions = NonNullable<BuildManifest['cpu']>;

/** What options are looked for in. */
export interface CompilerSettings {
  readonly options: {
    readonly rustflags: readonly string[];
    /** Set for the build. */
    readonly environment: Readonly<Record<string, string>>;
  };
  /** Flags that the user's Cargo configuration sets for the triple. */
  readonly configuredRustflags: readonly string[];
  /** `[env]` of the same: its keys have `env.` in front. */
  readonly configuredEnvironment: readonly (readonly [
    key: string,
    setting: { readonly value: unknown },
  ])[];
}

/** The processor that every x86-64 is, under the names of rustc and clang (`rustc --print target-cpus`). */
const BASELINE_CPUS: readonly string[] = ['x86-64', 'generic', ''];

/** Features that every x86-64 has, and those of the target that are none of a processor. */
const BASELINE_FEATURES: readonly string[] = [
  ...['cmov', 'cx8', 'cmpxchg8b', 'fxsr', 'mmx', 'sse', 'sse2', 'x87', '64bit', 'crt-static'],
];

/** As the compiler wrapper marks objects with them (images/statix/recipe/wrappers/x86_64-linux-musl-clang). */
const NATIVE_OPTION = /^-m[A-Za-z0-9=._+-]{1,60}$/;

/** Names that the cc and cmake crates read: with the target behind, or TARGET_ in front. */
const CFLAGS = /^(?:TARGET_)?C(?:XX|PP)?FLAGS(?:_x86_64[_-]unknown[_-]linux[_-]musl)?$/;

/** Options of clang that raise what a processor has to have, where they stand in CFLAGS. */
const RAISING =
  /^-m(?:arch=(?!x86-64$).+|sse3|ssse3|sse4.*|avx.*|fma4?|bmi2?|lzcnt|popcnt|movbe|f16c|cx16|sahf|xsave.*|aes|pclmul|vaes|vpclmulqdq|gfni|sha|sha512|sm[34]|adx|rdrnd|rdseed|fsgsbase|amx-.*|apx.*)$/;

const MOST_OPTIONS = 500;

/**
 * The options by which a program needs more than every x86-64 has, for its manifest.
 *
 * Of rustc they are those of the configuration; `profile.rustflags` is none of a stable Cargo (Cargo book, "Unstable
 * Features", profile-rustflags). Of C and C++ they are what the linker has recorded, with what the environment says.
 *
 * @param recorded lines of what the linker has recorded; undefined where it has recorded nothing. It comes from where
 *   build scripts have run: what is no such option is left out
 */
export function cpuOptions(
  settings: CompilerSettings,
  recorded: readonly string[] | undefined,
): CpuOptions | undefined {
  const rust = rustOptions(effectiveRustflags(settings));
  const native =
    recorded === undefined
      ? null
      : sorted(recorded.filter((option) => NATIVE_OPTION.test(option))).slice(0, MOST_OPTIONS);
  const everywhere = sorted(
    environmentTexts(settings)
      .flatMap((text) => text.split(/\s+/))
      .filter((option) => NATIVE_OPTION.test(option) && RAISING.test(option)),
  );
  if (rust.length === 0 && native?.length === 0 && everywhere.length === 0) return undefined;
  return { rust, native, ...(everywhere.length === 0 ? {} : { nativeEverywhere: everywhere }) };
}

/**
 * What rustc is given for the target. RUSTFLAGS takes the place of all other flags, and so does, before it,
 * CARGO_ENCODED_RUSTFLAGS (Cargo book, "build.rustflags").
 */
function effectiveRustflags({ options, configuredRustflags }: CompilerSettings): string[] {
  const { environment, rustflags } = options;
  const encoded = environment['CARGO_ENCODED_RUSTFLAGS'];
  if (encoded !== undefined && encoded !== '') return encoded.split('\x1f');
  const plain = environment['RUSTFLAGS'];
  if (plain !== undefined && plain.trim() !== '') return plain.trim().split(/\s+/);
  const own = environment['CARGO_TARGET_X86_64_UNKNOWN_LINUX_MUSL_RUSTFLAGS'] ?? '';
  return [...own.split(/\s+/).filter((flag) => flag !== ''), ...configuredRustflags, ...rustflags];
}

/** Of `target-cpu` rustc takes the last, `target-feature` adds up, and a later `-` takes a feature away. */
function rustOptions(flags: readonly string[]): string[] {
  let cpu = '';
  const features = new Set<string>();
  for (const setting of codegenSettings(flags)) {
    const [, name, value = ''] = /^(target-cpu|target-feature)=(.*)$/.exec(setting) ?? [];
    if (name === 'target-cpu') cpu = value;
    if (name !== 'target-feature') continue;
    for (const feature of value.split(',').map((word) => word.trim())) {
      if (feature.startsWith('+')) features.add(feature.slice(1));
      if (feature.startsWith('-')) features.delete(feature.slice(1));
    }
  }
  const raised = [...features].filter((feature) => !BASELINE_FEATURES.includes(feature));
  return sorted([
    ...(BASELINE_CPUS.includes(cpu) ? [] : [`-C target-cpu=${cpu}`]),
    ...raised.map((feature) => `-C target-feature=+${feature}`),
  ]).slice(0, MOST_OPTIONS);
}

/** `-C x=y`, `-Cx=y`, `--codegen x=y` and `--codegen=x=y`; rustc takes `_` in a name for `-`. */
function codegenSettings(flags: readonly string[]): string[] {
  return flags.flatMap((flag, index) => {
    const previous = flags[index - 1];
    if (previous === '-C' || previous === '--codegen') return [withDashes(flag)];
    const [, joined] = /^(?:-C|--codegen=)(.+)$/.exec(flag) ?? [];
    return joined === undefined ? [] : [withDashes(joined)];
  });
}

function withDashes(setting: string): string {
  const [name = '', ...value] = setting.trim().split('=');
  return [name.replaceAll('_', '-'), ...value].join('=');
}

function environmentTexts({ options, configuredEnvironment }: CompilerSettings): string[] {
  const declared = Object.entries(options.environment);
  const configured = configuredEnvironment.flatMap(([key, { value }]): [string, string][] => {
    // `[env] NAME = "…"`, or a table whose `value` it is.
    const name = key.replace(/^env\./, '').replace(/\.value$/, '');
    return typeof value === 'string' ? [[name, value]] : [];
  });
  return [...configured, ...declared].flatMap(([name, text]) => (CFLAGS.test(name) ? [text] : []));
}

function sorted(options: readonly string[]): string[] {
  return [...new Set(options)].sort();
}
