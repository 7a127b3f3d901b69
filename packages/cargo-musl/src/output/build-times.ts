import { stripVTControlCharacters } from 'node:util';
import type { CompilerCacheUse } from './compiler-cache-use.js';
import { addedUp, type PackageTime } from './unit-times.js';

/** What a build spends its time on, in the order in which it is said. */
const phases = ['waited', 'kept', 'fetched', 'shared', 'compiled', 'collected'] as const;

export type Phase = (typeof phases)[number];

const words: Readonly<Record<Phase, string>> = {
  waited: 'waiting for another build',
  kept: 'STATIX_CACHE_DIR',
  fetched: 'fetching',
  shared: 'crates shared with other projects',
  compiled: 'cargo',
  collected: 'collecting',
};

/** Cargo is silent for as long before a line says that it is at work, in milliseconds. */
const SILENCE = 30_000;

/** Less is not said. */
const SHORTEST = 50;

/** How many of the packages that took longest are named. */
const SLOWEST = 3;

/** A shorter pause is not told of, in milliseconds. */
const SHORTEST_PAUSE = 5_000;

/**
 * Where the time of a build goes. What is known of crates is what cargo says: it names a package when it begins
 * with it, and nothing when it has ended.
 */
export class BuildTimes {
  readonly #begun: number;
  readonly #spent = new Map<Phase, number>();
  #packages = 0;
  #last: { readonly text: string; readonly at: number } | undefined;
  #pause: { readonly after: string; readonly length: number } | undefined;
  #seeded: number | undefined;
  #timed: readonly PackageTime[] = [];
  #compilerCache: CompilerCacheUse | undefined = { hits: 0, asked: 0 };
  readonly #kept = new Map<string, { readonly taken: number; readonly of: number }>();

  /** @param now milliseconds of a clock that never goes back */
  constructor(private readonly now: () => number = () => performance.now()) {
    this.#begun = now();
  }

  /** Adds what a work takes to a phase, also if it fails. */
  async spend<T>(phase: Phase, work: () => Promise<T>): Promise<T> {
    const begun = this.now();
    try {
      return await work();
    } finally {
      this.add(phase, this.now() - begun);
    }
  }

  add(phase: Phase, milliseconds: number): void {
    this.#spent.set(phase, (this.#spent.get(phase) ?? 0) + milliseconds);
  }

  /** Compiled units that were taken from a store of seeds. */
  seeded(units: number): void {
    this.#seeded = (this.#seeded ?? 0) + units;
  }

  /** How many of those that a build needs came from the folder that outlives the machine. */
  kept(what: 'crates' | 'compiled units', taken: number, of: number): void {
    this.#kept.set(what, { taken, of });
  }

  readonly keptUnits = (taken: number, of: number): void => {
    this.kept('compiled units', taken, of);
  };

  /** What one of the jobs had of the compiler cache; where that of one is not known, neither is the sum. */
  readonly compilerCache = (use: CompilerCacheUse | undefined): void => {
    const sum = this.#compilerCache;
    this.#compilerCache =
      use === undefined || sum === undefined
        ? undefined
        : { hits: sum.hits + use.hits, asked: sum.asked + use.asked };
  };

  /** How long packages took, by cargo's own clock, of a job in which much was compiled. */
  readonly packages = (times: readonly PackageTime[]): void => {
    this.#timed = addedUp([...this.#timed, ...times]);
  };

  /** Takes a line of the run of cargo that makes the programs. */
  readonly line = (printed: string): void => {
    const at = this.now();
    if (this.#last !== undefined) {
      const length = at - this.#last.at;
      if (length > (this.#pause?.length ?? 0)) this.#pause = { after: this.#last.text, length };
    }
    const text = stripVTControlCharacters(printed).trim().slice(0, 100);
    const isPackage = /^Compiling \S+ v\S+/.exec(text)?.[0];
    if (isPackage !== undefined) this.#packages += 1;
    this.#last = { text: isPackage ?? text, at };
  };

  /**
   * Says while a phase of cargo is silent that it is at work, every 30 s.
   *
   * @returns ends it
   */
  watch(report: (line: string) => void): () => void {
    const begun = this.now();
    let heard = begun;
    const timer = setInterval(() => {
      const at = this.now();
      const last = Math.max(heard, this.#last?.at ?? begun);
      if (at - last < SILENCE) return;
      heard = at;
      const after = this.#last === undefined ? '' : `; its last words: ${this.#last.text}`;
      report(`cargo is at work for ${seconds(at - begun)}${after}`);
    }, SILENCE / 6);
    timer.unref();
    return () => {
      clearInterval(timer);
    };
  }

  get #hits(): string[] {
    const hits = [...this.#kept].map(([what, { taken, of }]) => `${taken} of ${of} ${what}`);
    return hits.length === 0 ? [] : [`${hits.join(' and ')} taken from STATIX_CACHE_DIR`];
  }

  get #objects(): string[] {
    const { hits = 0, asked = 0 } = this.#compilerCache ?? {};
    return asked === 0 ? [] : [`ccache had ${hits} of ${asked} C and C++ objects`];
  }

  get #slowest(): string[] {
    const named = this.#timed
      .slice(0, SLOWEST)
      .map((time) => `${time.name} v${time.version} ${seconds(time.seconds * 1000)}`);
    return named.length === 0 ? [] : [`slowest ${named.join(', then ')}`];
  }

  /** Of a build that has ended, in one line. */
  get summary(): string {
    const spent = phases.flatMap((phase) => {
      const milliseconds = this.#spent.get(phase) ?? 0;
      return milliseconds < SHORTEST ? [] : [`${words[phase]} ${seconds(milliseconds)}`];
    });
    const crates = [
      `${this.#packages} ${this.#packages === 1 ? 'package' : 'packages'} compiled`,
      ...(this.#seeded === undefined
        ? []
        : [`${this.#seeded} compiled units taken from the store`]),
      ...this.#hits,
      ...this.#objects,
      ...this.#slowest,
      ...(this.#pause === undefined || this.#pause.length < SHORTEST_PAUSE
        ? []
        : [`longest without a word ${seconds(this.#pause.length)}, after: ${this.#pause.after}`]),
    ];
    const total = `Built in ${seconds(this.now() - this.#begun)}`;
    return `${total}${spent.length === 0 ? '' : ` (${spent.join(', ')})`}: ${crates.join(', ')}`;
  }
}

/** `0.4 s`, `2 min 5 s` */
function seconds(milliseconds: number): string {
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const whole = Math.round(milliseconds / 1000);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
