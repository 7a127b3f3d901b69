import type { Evidence, Finding, NativeCrateReport } from '@statix/contract';
import {
  type CargoPackage,
  type CargoRepository,
  type CargoWorkspace,
  type LockedPackage,
  parentOf,
  parseLockfile,
  readManifest,
  type RepositoryFiles,
  workspaceOf,
} from '@statix/cargo';
import { activeFeatures, type ActiveFeatures, type FeatureRequest } from './active-features.js';
import { compatibleRequirement, keepVersions } from './keep-versions.js';
import { localRequests, nothingAsked } from './local-requests.js';
import { replacedSources, sourceFindings } from './crate-sources.js';
import { switchedOff, withoutSwitchedOff } from './switched-off.js';
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
  readonly active: ActiveFeatures;
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
  const edgesOf = (entry: LockedPackage) => localOf(entry, locals)?.edges;
  const inLock = crateClosure(locked, start, edgesOf);
  const used = inLock.flatMap(({ locked: entry }) => localOf(entry, locals) ?? []);
  const featuresOf = featuresAsked(used);
  const off = switchedOff(inLock, [...locals.values()], featuresOf);
  const closure = crateClosure(
    locked.map((entry) => withoutSwitchedOff(entry, off)),
    withoutSwitchedOff(start, off),
    edgesOf,
  );
  const context: CrateContext = {
    offer: input.offer,
    featuresOf,
    undecided: (crate) => off.get(crate)?.undecided,
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
    ...sourceFindings(closure, replacedSources(workspace, files), context),
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
      return {
        finding: {
          ...finding,
          remedies: remediesFor(finding, used, locked),
          package: pkg.name,
          fix,
        },
        fixes,
      };
    }),
  };
}

function localPackages(
  { repository, files, triple, package: wanted, request }: DiagnosisRequest,
  workspace: CargoWorkspace,
): Map<string, LocalPackage> {
  const root = readManifest(parentOf(workspace.manifest) ?? '', files);
  const declaredOf = new Map(
    repository.packages.map((pkg) => {
      const manifest = readManifest(pkg.root, files);
      const shared = pkg.workspace === workspace.root ? root : manifest;
      return [pkg, declaredCrates(manifest, shared, triple)] as const;
    }),
  );
  const requests = localRequests(wanted, request, declaredOf);
  return new Map(
    [...declaredOf].map(([pkg, declared]) => {
      const asked = requests.get(pkg) ?? nothingAsked;
      const active = activeFeatures(pkg.features, declared, asked);
      const edges = new Map<string, 'normal' | 'build'>();
      for (const { crate, alias, kind } of declared) {
        if (kind === 'dev' || !active.enabled.has(alias)) continue;
        if (kind === 'normal' || !edges.has(crate)) edges.set(crate, kind);
      }
      return [pkg.name, { pkg, declared, edges, active }] as const;
    }),
  );
}

function localOf(
  entry: LockedPackage,
  locals: ReadonlyMap<string, LocalPackage>,
): LocalPackage | undefined {
  return entry.source === undefined ? locals.get(entry.name) : undefined;
}

function featuresAsked(used: readonly LocalPackage[]): (crate: string) => ReadonlySet<string> {
  const asked = new Map<string, Set<string>>();
  for (const { declared, active } of used) {
    for (const { crate, alias, kind, features } of declared) {
      if (kind === 'dev' || !active.enabled.has(alias)) continue;
      const more = active.ofDependencies.get(alias) ?? [];
      asked.set(crate, new Set([...(asked.get(crate) ?? []), ...features, ...more]));
    }
  }
  return (crate) => asked.get(crate) ?? new Set();
}

/** The user's version requirements in the lines that remedies suggest. */
function remediesFor(
  { remedies }: CrateFinding,
  used: readonly LocalPackage[],
  locked: readonly LockedPackage[],
): Finding['remedies'] {
  // Of a crate that no manifest names, a line that names it has to agree with what is locked.
  const lockedRequirement = (crate: string): string | undefined => {
    const version = locked.find(({ name }) => name === crate)?.version;
    return version === undefined ? undefined : compatibleRequirement(version);
  };
  const requirementOf = (crate: string): string | undefined =>
    used
      .flatMap(({ declared }) => declared)
      .find((declared) => declared.crate === crate && declared.requirement !== undefined)
      ?.requirement ?? lockedRequirement(crate);
  return remedies.map(({ text, snippet }) =>
    snippet === undefined ? { text } : { text, snippet: keepVersions(snippet, requirementOf) },
  );
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
  const entryInLock: Evidence = {
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
  if (owner === undefined || entry === undefined) return [entryInLock];
  return [{ file: owner.pkg.manifest, line: entry.line, text: entry.key.join('.') }, entryInLock];
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
