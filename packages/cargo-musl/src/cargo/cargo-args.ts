import { StatixError, type Remedy } from '@statix/contract';

const CHOSEN = 'Statix decides it: the same in every build, and the container has no other place.';

interface Refusal {
  readonly why: string;
  readonly remedies: readonly Remedy[];
}

const refusal = (why: string, ...remedies: (string | Remedy)[]): Refusal => ({
  why,
  remedies: remedies.map((remedy) => (typeof remedy === 'string' ? { text: remedy } : remedy)),
});

const option = (name: string): Refusal =>
  refusal(
    'There is an option for it, which the plan, the hash and the other steps know.',
    `Use the option \`${name}\`.`,
  );
const network = refusal(
  'A build has no network, and its Cargo.lock is the part that the package needs: that Cargo resolves nothing else is checked afterwards.',
  'Leave it out. To fetch nothing at all use the option `offline`.',
);
const otherPackage = refusal(
  'A build is of one package, whose programs are planned before cargo runs.',
  'Run the `build-static` of the other project.',
);
const tests = refusal(
  'A build makes programs. Tests and benchmarks need other files, which it does not see.',
  'Run `test-static`.',
);
const unstable = refusal(
  'The image has a stable cargo, which refuses what is not stable.',
  'Leave it out.',
);
const folder = refusal(
  CHOSEN,
  'Leave it out. Where the programs are put is the option `outputPath`.',
);
const nothing = refusal(
  'With it cargo builds nothing.',
  'Leave it out. `shell-static` is a place to ask cargo something.',
);

/**
 * Arguments of `cargo build` (1.96: `cargo build --help` and `cargo -Z help`) that Statix sets, or with which
 * something that it says of a build would not be so. A short one stands here by its letter.
 */
const refused: Readonly<Record<string, Refusal>> = {
  '--target': option('triple'),
  '--target-dir': folder,
  '--artifact-dir': folder,
  '--out-dir': folder,
  '--build-dir': folder,
  '--manifest-path': option('manifest'),
  '--lockfile-path': refusal(
    'The Cargo.lock beside the workspace’s manifest is what is hashed, fetched and checked.',
    'Leave it out.',
  ),
  '--config': refusal(
    'It can replace the linker, the flags and the network settings that make the program static and the build the one that is described.',
    'Put it into .cargo/config.toml, whose keys are read and shown by `plan-static`; flags for rustc are the option `rustflags`.',
  ),
  '-C': folder,
  '-Z': unstable,
  '--profile': option('profile'),
  '--release': option('profile'),
  '-r': option('profile'),
  '--jobs': refusal('It is of the machine, and no part of the result.', {
    text: 'Set it in the environment:',
    snippet: 'export STATIX_JOBS=<number>',
  }),
  '--features': option('features'),
  '-F': option('features'),
  '--all-features': option('allFeatures'),
  '--no-default-features': option('defaultFeatures'),
  '--bin': option('bins'),
  '--bins': option('bins'),
  '--example': option('examples'),
  '--examples': option('examples'),
  '--package': otherPackage,
  '-p': otherPackage,
  '--workspace': otherPackage,
  '--all': otherPackage,
  '--exclude': otherPackage,
  '--test': tests,
  '--tests': tests,
  '--bench': tests,
  '--benches': tests,
  '--all-targets': tests,
  '--lib': refusal(
    'A build makes programs.',
    'Leave it out: what they need of the library is built.',
  ),
  '--locked': network,
  '--frozen': network,
  '--offline': network,
  '--message-format': refusal(
    'Statix reads what cargo prints, to explain a failure.',
    'Leave it out. `check-static` writes what rustc finds as JSON.',
  ),
  '--color': refusal('It is of the terminal, and no part of the result.', {
    text: 'Set it in the environment:',
    snippet: 'export FORCE_COLOR=true',
  }),
  '--timings': refusal(
    'Statix gives it itself, for the slowest packages at the end of a build.',
    'Leave it out. For all of the report run `cargo build --offline --timings` in `shell-static`.',
  ),
  '--build-plan': nothing,
  '--unit-graph': nothing,
  '--help': nothing,
  '-h': nothing,
  '--version': nothing,
  '-V': nothing,
  '--list': nothing,
  '--explain': nothing,
  '--': refusal(
    '`cargo build` has no arguments after it.',
    'Leave it out; flags for rustc are the option `rustflags`.',
  ),
};
const refusedShort: Readonly<Record<string, string>> = { '-j': '--jobs' };

/**
 * Refuses further arguments of `cargo build` that Statix sets itself or that would break what it promises. Any
 * other goes to cargo, which knows its own.
 *
 * @throws StatixError STATIX_CARGO_ARGUMENT_REFUSED, naming the argument and what to use instead
 */
export function requireOwnArguments(args: readonly string[]): void {
  for (const argument of args) {
    for (const name of namesIn(argument)) {
      const found = refused[refusedShort[name] ?? name];
      if (found === undefined) continue;
      throw new StatixError({
        code: 'STATIX_CARGO_ARGUMENT_REFUSED',
        what: `The option \`cargoArgs\` cannot have ${name}`,
        why: found.why,
        remedies: [...found.remedies],
      });
    }
  }
}

/** `--target=x` is `--target`; `-vj4` is `-v` and `-j`, whose value is the rest. */
function namesIn(argument: string): string[] {
  if (argument.startsWith('--')) return [argument.split('=', 1)[0] ?? argument];
  if (!argument.startsWith('-')) return [];
  return Array.from(argument.slice(1), (letter) => `-${letter}`);
}

/**
 * What of them holds when crates are compiled for all projects: how much is printed is of the one build, and
 * `--keep-going` is given there anyway, which cargo takes once.
 */
export function seedArgs(args: readonly string[]): string[] {
  return args.filter((argument) => !/^(?:-[vq]+|--verbose|--quiet|--keep-going)$/.test(argument));
}
