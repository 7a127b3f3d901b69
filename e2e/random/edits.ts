import { newPackage, type Model, type Package } from './model';
import type { Seeded } from './seeded';

export interface Edit {
  readonly kind: string;
  /** Changes the model. @returns what it did, undefined when there was nothing to do it to */
  readonly apply: (model: Model, random: Seeded) => string | undefined;
  /** Why a program may be rebuilt by Nx and not by cargo. */
  readonly reason?: string;
  /** The crate of the registry that another version of is taken. */
  readonly crate?: 'itoa' | 'log';
  /** True where it is Nx that hashes the file, whatever a plugin says. */
  readonly ofNx?: true;
}

const anyFile = 'a build may include any file of its package';
const ownManifest = 'the manifest of a package is a file of it';
const notFollowed = 'the file is hashed for images that follow it';

function inPackage(
  kind: string,
  change: (pkg: Package, random: Seeded, model: Model) => unknown,
  reason?: string,
): Edit {
  return {
    kind,
    ...(reason === undefined ? {} : { reason }),
    apply(model, random) {
      const pkg = random.of([...model.packages.values()]);
      return change(pkg, random, model) === false ? undefined : pkg.name;
    },
  };
}

function inProgram(
  kind: string,
  change: (pkg: Package, random: Seeded, model: Model) => unknown,
  reason?: string,
): Edit {
  return {
    ...inPackage(kind, change, reason),
    apply(model, random) {
      const programs = [...model.packages.values()].filter(({ program }) => program);
      const pkg = random.of(programs);
      return change(pkg, random, model) === false ? undefined : pkg.name;
    },
  };
}

function inWorkspace(
  kind: string,
  change: (model: Model, random: Seeded) => void,
  reason?: string,
): Edit {
  return {
    kind,
    ...(reason === undefined ? {} : { reason }),
    apply(model, random) {
      change(model, random);
      return 'workspace';
    },
  };
}

/** A library that the package may depend on without a cycle: libraries lead to earlier ones. */
function libraryFor(pkg: Package, random: Seeded, model: Model): string | undefined {
  const names = [...model.packages.values()]
    .filter(({ program, name }) => !program && (pkg.program || name < pkg.name))
    .map(({ name }) => name);
  return names.length === 0 ? undefined : random.of(names);
}

export const edits: readonly Edit[] = [
  inPackage('source', (pkg) => (pkg.value += 1)),
  inPackage('source', (pkg) => (pkg.value += 1)),
  inPackage('source reverted', (pkg) => (pkg.value = 1)),
  inPackage('comment in a source', (pkg) => (pkg.comment += 1)),
  inPackage('module added', (pkg) => (pkg.modules += 1)),
  inPackage('module deleted', (pkg) => (pkg.modules > 1 ? (pkg.modules -= 1) : false)),
  inPackage('document of a package', (pkg) => (pkg.readme += 1), anyFile),
  inPackage(
    'unused file added, renamed or deleted',
    (pkg, random) =>
      (pkg.spare = random.of(['notes.txt', 'src/unused.rs', 'data/x.bin', undefined])),
    anyFile,
  ),
  inPackage('path dependency added or removed', (pkg, random, model) => {
    const name = libraryFor(pkg, random, model);
    if (name === undefined) return false;
    return pkg.dependencies.delete(name) || pkg.dependencies.set(name, false);
  }),
  inPackage(
    'feature of a path dependency',
    (pkg, random) => {
      if (pkg.dependencies.size === 0) return false;
      const name = random.of([...pkg.dependencies.keys()]);
      return pkg.dependencies.set(name, pkg.dependencies.get(name) !== true);
    },
    'another package asks for the feature as well; the manifest is a file of its package',
  ),
  inPackage(
    'development dependency',
    (pkg, random, model) => {
      const name = libraryFor(pkg, random, model);
      if (name === undefined) return false;
      return pkg.developmentDependencies.delete(name) || pkg.developmentDependencies.add(name);
    },
    ownManifest,
  ),
  inProgram(
    'build dependency',
    (pkg, random, model) => {
      pkg.buildDependency =
        pkg.buildDependency === undefined ? libraryFor(pkg, random, model) : undefined;
    },
    ownManifest,
  ),
  inPackage('crate itoa added or removed', (pkg) => {
    pkg.itoa = !pkg.itoa;
  }),
  inPackage('crate log added or removed', (pkg) => {
    pkg.log = !pkg.log;
  }),
  inPackage(
    'crate memchr, and its feature that brings libc',
    (pkg, random) => (pkg.memchr = random.of(['none', 'plain', 'libc'])),
    'the lock does not say whose features need a crate’s dependencies',
  ),
  {
    ...inWorkspace('bump of itoa', (model) => {
      model.itoa = model.itoa === '1.0.14' ? '1.0.15' : '1.0.14';
    }),
    crate: 'itoa',
  },
  {
    ...inWorkspace('bump of log, which gains or loses a dependency', (model) => {
      model.log = model.log === '0.4.17' ? '0.4.20' : '0.4.17';
    }),
    crate: 'log',
  },
  inPackage('file that a build script reads', (pkg) => (pkg.generated = (pkg.generated ?? 0) + 1)),
  inPackage('build script removed', (pkg) => {
    if (pkg.generated === undefined) return false;
    pkg.generated = undefined;
    return true;
  }),
  inWorkspace('file outside of the packages', (model) => (model.sharedFile += 1)),
  inWorkspace('file outside of the packages', (model) => (model.sharedFile += 1)),
  inProgram(
    'extra input declared, or no longer read',
    (pkg) => {
      pkg.declared = !pkg.declared;
      pkg.undeclared = false;
    },
    'the file was read undeclared before, and no such build is in the cache',
  ),
  inProgram('undeclared read, or no longer', (pkg) => {
    pkg.undeclared = !pkg.undeclared;
    pkg.declared = false;
  }),
  inProgram(
    'declared environment variable',
    (pkg, random) => (pkg.environment = random.of([undefined, 'one', 'two', 'three'])),
  ),
  inPackage(
    'inherits a field, or not',
    (pkg) => {
      pkg.inheritsLicense = !pkg.inheritsLicense;
    },
    'cargo knows that no program reads CARGO_PKG_LICENSE',
  ),
  inPackage(
    'inherits lints, or not',
    (pkg) => {
      pkg.inheritsLints = !pkg.inheritsLints;
    },
    ownManifest,
  ),
  inWorkspace(
    'inherited field',
    (model, random) => (model.license = random.of(['MIT', 'ISC', 'Zlib'])),
    'cargo knows that no program reads CARGO_PKG_LICENSE',
  ),
  inWorkspace('inherited lints', (model) => {
    model.lint = model.lint === 'warn' ? 'allow' : 'warn';
  }),
  inWorkspace('inherited dependency that nobody uses', (model, random) => {
    model.unusedInherited = random.of(['1', '1.0', '1.1']);
  }),
  inWorkspace('profile of the build', (model, random) => (model.optLevel = random.of([1, 2, 3]))),
  inWorkspace(
    'another profile',
    (model, random) => (model.developmentProfile = random.of([0, 1, 2])),
    'which profile is built may be said on the command line, after the hash’s inputs are known',
  ),
  inWorkspace('.cargo/config.toml', (model, random) => {
    model.rustflag = random.of([undefined, 1, 2]);
  }),
  inWorkspace(
    'rust-toolchain.toml',
    (model, random) => (model.toolchain = random.of([undefined, 'stable'])),
    notFollowed,
  ),
  inWorkspace('document at the root', (model) => (model.rootDocument += 1)),
  inWorkspace('npm file', (model) => (model.npmLock += 1)),
  inProgram('second binary', (pkg) => {
    pkg.secondBinary = !pkg.secondBinary;
  }),
  inWorkspace('crate added or removed', (model) => {
    if (model.packages.delete('pe')) return;
    const added = newPackage('pe', true);
    added.dependencies.set('la', false);
    model.packages.set('pe', added);
  }),
  {
    ...inWorkspace('.gitignore', (model) => (model.ignored += 1), 'Nx hashes it into every task'),
    ofNx: true,
  },
];
