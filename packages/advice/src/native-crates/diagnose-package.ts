import type { Evidence, Finding, NativeCrateReport } from '@statix/contract';
import type { RepositoryFiles } from '@statix/cargo';
import { workspaceOf } from '@statix/cargo';
import { parseLockfile, type LockedPackage } from '@statix/cargo';
import { readManifest } from '@statix/cargo';
import { parentOf } from '@statix/cargo';
import type { CargoPackage } from '@statix/cargo';
import type { CargoRepository } from '@statix/cargo';
import type { CargoWorkspace } from '@statix/cargo';
import { activeFeatures, type FeatureRequest } from './active-features.js';
import { assessCrate, type CrateContext, type CrateFinding } from './assess-crate.js';
import { assessProgram } from './assess-program.js';
import { crateClosure, type ReachedCrate } from './crate-closure.js';
import { declaredCrates, type DeclaredCrate } from './declared-crates.js';
import type { ImageOffer } from './image-offer.js';
import { applyFix, fixesOf, type ManifestFix } from './manifest-fix.js';

export interface PackageDiagnosis {
  readonly nativeCrates: NativeCrateReport[];
  readonly findings: DiagnosedFinding[];
}

/** A finding, and the edits that mend it. */
export interface DiagnosedFinding {
  readonly finding: Finding;
  readonly fixes: readonly ManifestFix[];
}

export interface DiagnosisRequest {
  readonly repository: CargoRepository;
  readonly files: RepositoryFiles;
  readonly package: CargoPackage;
  readonly request: FeatureRequest;
  readonly triple: string;
  /** undefined when nothing is known of the image: then nothing is said of what it lacks. */
  readonly offer: ImageOffer | undefined;
}

/** A package of the repository as far as its dependencies go. */
interface LocalPackage {
  readonly pkg: CargoPackage;
  readonly declared: readonly DeclaredCrate[];
  readonly edges: ReadonlyMap<string, 'normal' | 'build'>;
}

/**
 * What the native crates of a package need, whether they will have it, and what is different when
 * the program runs. Reads manifests and the lock file; starts no cargo and needs no crate's source.
 *
 * @throws StatixError STATIX_LOCKFILE_INVALID
 */
export function diagnoseCrates(input: DiagnosisRequest): PackageDiagnosis {
  const { repository, files, package: pkg } = input;
  const workspace = workspaceOf(repository, pkg);
  const lockfile = workspace?.lockfile;
  if (workspace === undefined || lockfile === undefined) {
    return { nativeCrates: [], findings: [{ finding: noLockfile(pkg), fixes: [] }] };
  }
  const text = files.read(lockfile);
  const locked = parseLockfile(text, lockfile);
  const start =
    locked.find(
      ({ name, version, source }) =>
        source === undefined && name === pkg.name && version === pkg.version,
    ) ?? locked.find(({ name, source }) => source === undefined && name === pkg.name);
  if (start === undefined)
    return { nativeCrates: [], findings: [{ finding: notInLock(pkg, lockfile), fixes: [] }] };

  const locals = localPackages(input, workspace);
  const closure = crateClosure(locked, start, (entry) => localOf(entry, locals)?.edges);
  const used = closure.flatMap(({ locked: entry }) => localOf(entry, locals) ?? []);
  const context: CrateContext = {
    offer: input.offer,
    featuresOf: featuresAsked(used, input, pkg),
    wrappersOf: (crate) =>
      closure
        .filter(
          ({ dependencies, locked: entry }) =>
            dependencies.has(crate) && entry.source !== undefined,
        )
        .map(({ locked: entry }) => entry.name),
    evidenceOf: (crate) => evidenceOf(crate, used, lockfile, text),
  };
  const program = closure.filter(({ buildOnly }) => !buildOnly);
  const assessed = program
    .filter(
      ({ locked: entry }) => entry.source !== undefined || localOf(entry, locals) === undefined,
    )
    .flatMap((crate) => assessCrate(crate, context) ?? []);
  const findings: CrateFinding[] = [
    ...assessed.flatMap(({ findings: own }) => own),
    ...assessProgram(closure, context),
  ];
  const fixable = used.map(({ pkg: { manifest }, declared }) => ({
    manifest,
    rootManifest: workspace.manifest,
    declared,
  }));
  return {
    nativeCrates: assessed
      .map(({ report }) => report)
      .sort((left, right) => (left.name < right.name ? -1 : 1)),
    findings: findings.map((finding) => {
      const fixes = fixesOf(finding, fixable, locked).filter(
        (fix) => applyFix(files.read(fix.manifest), fix) !== files.read(fix.manifest),
      );
      const fix = fixes.length > 0 ? 'possible' : 'none';
      return { finding: { ...finding, package: pkg.name, fix }, fixes };
    }),
  };
}

function localPackages(
  { repository, files, triple, package: wanted, request }: DiagnosisRequest,
  workspace: CargoWorkspace,
): Map<string, LocalPackage> {
  const root = readManifest(parentOf(workspace.manifest) ?? '', files);
  return new Map(
    repository.packages.map((pkg) => {
      const manifest = readManifest(pkg.root, files);
      const declared = declaredCrates(
        manifest,
        pkg.workspace === workspace.root ? root : manifest,
        triple,
      );
      // Of a package that others depend on, any optional dependency may be switched on by them.
      const everything = { features: [], defaultFeatures: true, allFeatures: pkg !== wanted };
      const { enabled } = activeFeatures(
        pkg.features,
        declared,
        pkg === wanted ? request : everything,
      );
      const edges = new Map<string, 'normal' | 'build'>();
      for (const { crate, alias, kind, optional } of declared) {
        if (kind === 'dev' || (optional && !enabled.has(alias))) continue;
        if (kind === 'normal' || !edges.has(crate)) edges.set(crate, kind);
      }
      return [pkg.name, { pkg, declared, edges }] as const;
    }),
  );
}

function localOf(
  entry: LockedPackage,
  locals: ReadonlyMap<string, LocalPackage>,
): LocalPackage | undefined {
  return entry.source === undefined ? locals.get(entry.name) : undefined;
}

function featuresAsked(
  used: readonly LocalPackage[],
  { request }: DiagnosisRequest,
  wanted: CargoPackage,
): (crate: string) => ReadonlySet<string> {
  const asked = new Map<string, Set<string>>();
  const add = (crate: string, features: Iterable<string>): void => {
    asked.set(crate, new Set([...(asked.get(crate) ?? []), ...features]));
  };
  for (const { pkg, declared } of used) {
    const everything = { features: [], defaultFeatures: true, allFeatures: true };
    const active = activeFeatures(pkg.features, declared, pkg === wanted ? request : everything);
    for (const { crate, alias, kind, features } of declared) {
      if (kind === 'dev' || !active.enabled.has(alias)) continue;
      add(crate, features);
      add(crate, active.ofDependencies.get(alias) ?? []);
    }
  }
  return (crate) => asked.get(crate) ?? new Set();
}

/** The line of the manifest that brings it, and the entry of the lock file. */
function evidenceOf(
  crate: ReachedCrate,
  used: readonly LocalPackage[],
  lockfile: string,
  text: string,
): Evidence[] {
  const { name, version } = crate.locked;
  const line = lockLine(text, name, version);
  const inLock: Evidence = {
    file: lockfile,
    line,
    text: `${name} ${version}: ${crate.via.join(' → ')}`,
  };
  const declaring = used.find(
    ({ pkg }) => crate.via.includes(pkg.name) && nextOf(crate, pkg.name) !== undefined,
  );
  const last = [...used].reverse().find(({ pkg, declared }) => {
    const next = nextOf(crate, pkg.name);
    return next !== undefined && declared.some((entry) => entry.crate === next);
  });
  const owner = last ?? declaring;
  const next = owner === undefined ? undefined : nextOf(crate, owner.pkg.name);
  const entry = owner?.declared.find(
    (declared) => declared.crate === next && declared.kind !== 'dev',
  );
  if (owner === undefined || entry === undefined) return [inLock];
  return [{ file: owner.pkg.manifest, line: entry.line, text: entry.key.join('.') }, inLock];
}

function nextOf(crate: ReachedCrate, name: string): string | undefined {
  const at = crate.via.indexOf(name);
  return at === -1 ? undefined : crate.via[at + 1];
}

/** Of the entry’s name; several versions of a crate have one each. */
function lockLine(text: string, name: string, version: string): number | null {
  const at = text.indexOf(`\nname = "${name}"\nversion = "${version}"`);
  return at === -1 ? null : text.slice(0, at + 1).split('\n').length;
}

function noLockfile(pkg: CargoPackage): Finding {
  return {
    severity: 'error',
    code: 'no-lockfile',
    package: pkg.name,
    crate: null,
    what: 'There is no Cargo.lock',
    why: 'A build takes exactly the crates that are locked (`cargo build --locked`), and what this package needs is read from there.',
    remedies: [
      {
        text: 'Make it and commit it:',
        snippet: `cargo generate-lockfile --manifest-path ${pkg.manifest}`,
      },
    ],
    evidence: [{ file: pkg.manifest, line: null, text: pkg.name }],
    fix: 'none',
  };
}

function notInLock(pkg: CargoPackage, lockfile: string): Finding {
  return {
    severity: 'error',
    code: 'lockfile-out-of-date',
    package: pkg.name,
    crate: null,
    what: `${lockfile} has no entry for ${pkg.name}`,
    why: 'It was made before the package was added, and a build does not change it (`--locked`).',
    remedies: [
      {
        text: 'Bring it up to date:',
        snippet: `cargo update --workspace --manifest-path ${pkg.manifest}`,
      },
    ],
    evidence: [{ file: lockfile, line: null, text: pkg.name }],
    fix: 'none',
  };
}
