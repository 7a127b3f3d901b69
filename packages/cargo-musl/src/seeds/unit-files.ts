import { join, relative } from 'node:path/posix';
import * as z from 'zod';
import type { SharedCrate } from './shared-crates.js';

/** Files of compiled units, relative to the target folder that they are in. */
export interface UnitFiles {
  /** What was compiled. */
  readonly results: readonly string[];
  /** What Cargo goes by to know that it is up to date. */
  readonly fingerprints: readonly string[];
}

const messageSchema = z.discriminatedUnion('reason', [
  z.object({
    reason: z.literal('compiler-artifact'),
    package_id: z.string(),
    filenames: z.array(z.string()),
    /** Whether it was there, and cargo did not compile it. */
    fresh: z.boolean().optional(),
  }),
  z.object({
    reason: z.literal('build-script-executed'),
    package_id: z.string(),
    out_dir: z.string(),
  }),
]);

/** More than any program has; a proc macro can print what looks like cargo's messages. */
const MOST_FILES = 200_000;

/** `<target>/<triple>/<profile>/deps/libserde-0123456789abcdef.rmeta`, and the same without a triple. */
const COMPILED = /^deps\/(?<stem>(?:lib)?(?<crate>\w+)-(?<unit>[0-9a-f]{16}))\.\w+$/;

/** `build/serde-0123456789abcdef/out`, and the program in the place of `out`. */
const BUILD_SCRIPT = /^build\/(?<folder>[\w-]+-(?<unit>[0-9a-f]{16}))\/[\w-]+$/;

/** Of one profile, of the triple or of the host: `release`, `x86_64-unknown-linux-musl/release`. */
const PROFILE = /^(?<profile>[\w-]+(?:\/[\w-]+)?)\/(?<rest>(?:deps|build)\/.+)$/;

/**
 * Collects from cargo's messages (`--message-format json`, cargo book, "External tools") which files
 * belong to the compiled units of crates that can be shared. What is not named as cargo names it is left
 * out, so a path never leads out of the target folder.
 *
 * A unit's fingerprint has the name of the package and the hash that its files have (cargo's
 * `build_runner/compilation_files.rs`); where another Cargo names it otherwise, the unit is compiled again.
 */
export class UnitCollector {
  readonly #results = new Set<string>();
  readonly #fingerprints = new Set<string>();
  readonly #fresh = new Map<string, boolean>();
  readonly #shared: ReadonlySet<string>;

  /** @param target absolute target folder of the job */
  constructor(
    private readonly target: string,
    crates: readonly SharedCrate[],
  ) {
    this.#shared = new Set(crates.map(({ name, version }) => `${name}@${version}`));
  }

  /** Takes a line of cargo's standard output. */
  readonly take = (line: string): void => {
    if (!line.startsWith('{"reason":"') || this.#results.size > MOST_FILES) return;
    const message = parse(line);
    if (message === undefined) return;
    const name = this.#nameOf(message.package_id);
    if (name === undefined) return;
    const files = message.reason === 'compiler-artifact' ? message.filenames : [message.out_dir];
    for (const file of files) {
      const unit = this.#add(name, file);
      if (unit !== undefined && message.reason === 'compiler-artifact')
        this.#fresh.set(unit, message.fresh === true);
    }
  };

  /** Hash of each unit that was compiled by rustc, and whether it was there before. */
  get fresh(): ReadonlyMap<string, boolean> {
    return this.#fresh;
  }

  get files(): UnitFiles {
    return { results: [...this.#results].sort(), fingerprints: [...this.#fingerprints].sort() };
  }

  /** Of a crate that can be shared. */
  #nameOf(packageId: string): string | undefined {
    const match = /^(?:registry|sparse|git)\+(?<url>[^#]+)#(?<spec>[^#]+)$/.exec(packageId);
    if (match?.groups === undefined) return undefined;
    const { url = '', spec = '' } = match.groups;
    // Package ID specifications leave the name out where the URL ends in it.
    const full = spec.includes('@') ? spec : `${lastSegment(url)}@${spec}`;
    return this.#shared.has(full) ? full.slice(0, full.lastIndexOf('@')) : undefined;
  }

  #add(name: string, file: string): string | undefined {
    const place = PROFILE.exec(relative(this.target, file))?.groups;
    if (place === undefined) return undefined;
    const { profile = '', rest = '' } = place;
    const unit = this.#addCompiled(profile, rest) ?? this.#addBuildScript(profile, rest);
    if (unit !== undefined)
      this.#fingerprints.add(join(profile, '.fingerprint', `${name}-${unit}`));
    return unit;
  }

  #addCompiled(profile: string, rest: string): string | undefined {
    const { crate = '', unit } = COMPILED.exec(rest)?.groups ?? {};
    if (unit === undefined) return undefined;
    this.#results.add(join(profile, rest));
    this.#results.add(join(profile, 'deps', `${crate}-${unit}.d`));
    return unit;
  }

  #addBuildScript(profile: string, rest: string): string | undefined {
    const { folder = '', unit } = BUILD_SCRIPT.exec(rest)?.groups ?? {};
    if (unit === undefined) return undefined;
    this.#results.add(join(profile, 'build', folder));
    return unit;
  }
}

function parse(line: string): z.infer<typeof messageSchema> | undefined {
  try {
    return messageSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** `https://example/serde.git?branch=x` is of `serde`. */
function lastSegment(url: string): string {
  const [path = ''] = url.split('?', 1);
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.git$/, '');
}
