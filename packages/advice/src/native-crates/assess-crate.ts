import type { Evidence, Finding, NativeCrateReport, Remedy } from '@statix/contract';
import { extraPackage } from './extra-package.js';
import type { ReachedCrate } from './crate-closure.js';
import { offersLibrary, type ImageOffer } from './image-offer.js';
import { impossibleRules } from './knowledge/impossible.js';
import { libraryRules } from './knowledge/libraries.js';
import { systemLibraryRules } from './knowledge/system-libraries.js';
import type { ImpossibleRule, LibraryWanted, NativeRule } from './native-rule.js';
import { guessedLibraries, recognise } from './recognise.js';
import { inRange } from './version-range.js';

/** A finding without the package that it is of. */
export type CrateFinding = Omit<Finding, 'package' | 'fix'>;

export interface CrateContext {
  readonly offer: ImageOffer | undefined;
  /** Features that the manifests ask for of a crate, by its name. */
  readonly featuresOf: (crate: string) => ReadonlySet<string>;
  /** Crates by name that depend on the crate. */
  readonly wrappersOf: (crate: string) => readonly string[];
  /** The feature that would compile the library, where only the lock knows whether it is on. */
  readonly undecided: (crate: string) => string | undefined;
  readonly evidenceOf: (crate: ReachedCrate) => Evidence[];
}

type NativeSource = NativeCrateReport['from'];

interface Assessment {
  readonly from: NativeSource;
  readonly library: string;
  readonly finding?: CrateFinding;
}

const rules = [...libraryRules, ...systemLibraryRules];

/**
 * What a native crate needs and whether it will have it, by what is known of it by name or else by
 * what its lock entry depends on.
 *
 * @returns undefined for a crate without native code
 */
export function assessCrate(
  crate: ReachedCrate,
  context: CrateContext,
): { report: NativeCrateReport; findings: CrateFinding[] } | undefined {
  const { name, version } = crate.locked;
  const impossible = impossibleRules.filter((rule) => holds(rule, crate, context));
  const rule = rules.find(({ crates }) => crates.includes(name));
  const assessment =
    rule === undefined ? assessUnknown(crate, context) : assessKnown(rule, crate, context);
  if (assessment === undefined && impossible.length === 0) return undefined;

  const features = askedFeatures(crate, context);
  // What a crate cannot do at all says more than where its library would come from.
  const last = impossible.some(({ severity }) => severity === 'error');
  const finding = last ? undefined : assessment?.finding;
  return {
    report: {
      name,
      version,
      library: assessment?.library ?? name,
      from: last ? 'missing' : (assessment?.from ?? 'unknown'),
      features: [...features].sort(),
      via: [...crate.via],
    },
    findings: [
      ...impossible.map((found) => impossibleFinding(found, crate, context)),
      ...(finding === undefined ? [] : [finding]),
      ...toolFindings(rule, crate, context),
    ],
  };
}

function assessKnown(rule: NativeRule, crate: ReachedCrate, context: CrateContext): Assessment {
  const { name, version } = crate.locked;
  const { library, ownSource = [], ownSourceFeatures = [], libraries = [] } = rule;
  const asked = askedFeatures(crate, context);
  const own =
    ownSource === 'always' ||
    ownSource.some((dependency) => crate.dependencies.has(dependency)) ||
    ownSourceFeatures.some((feature) => asked.has(feature));
  if (own) return { from: 'own-source', library };
  if (rule.wantedIf?.some((wanted) => wants(wanted, crate, asked)) === false) {
    return { from: 'none', library };
  }
  if (context.offer === undefined) return { from: 'unknown', library };
  if (offersLibrary(context.offer, libraries)) return { from: 'image', library };
  if (rule.otherwise === 'builds') return { from: 'none', library };

  const undecided = context.undecided(name);
  const fails = rule.otherwise === 'fails' && undecided === undefined;
  return {
    from: fails ? 'missing' : 'unknown',
    library,
    finding: {
      severity: fails ? 'error' : 'warning',
      code: 'library-not-in-image',
      crate: name,
      what: fails
        ? `${name} ${version} links ${library}, which the image does not have`
        : undecided === undefined
          ? `${name} ${version} fails if it looks for ${library}, which the image does not have`
          : `${name} ${version} fails unless its feature ${undecided} is on: the image has no ${library}`,
      why:
        rule.why ??
        `Without a copy of its own the crate asks pkg-config or the linker for ${library}, and a library of the host is for glibc.`,
      remedies: asRemedies(rule.remedies ?? [removeCrate(crate)]),
      evidence: context.evidenceOf(crate),
    },
  };
}

function wants(
  { versions = {}, dependsOn, features }: LibraryWanted,
  { locked, dependencies }: ReachedCrate,
  asked: ReadonlySet<string>,
): boolean {
  return (
    inRange(locked.version, versions) &&
    (dependsOn === undefined || dependencies.has(dependsOn)) &&
    (features === undefined || features.some((feature) => asked.has(feature)))
  );
}

function assessUnknown(crate: ReachedCrate, context: CrateContext): Assessment | undefined {
  const { name, version } = crate.locked;
  const recognised = recognise(crate);
  if (recognised === undefined) return undefined;
  const { compiles, looksUp, binds } = recognised;
  if (compiles) return { from: 'own-source', library: name };
  if (context.offer === undefined) return { from: 'unknown', library: name };
  const guessed = guessedLibraries(name);
  if (offersLibrary(context.offer, guessed)) return { from: 'image', library: name };
  const how = looksUp
    ? 'looks for a library of the system and compiles none'
    : binds
      ? 'generates bindings from headers and compiles nothing'
      : 'has the name of a binding, and compiles nothing';
  return {
    from: 'unknown',
    library: name,
    finding: {
      severity: 'warning',
      code: 'library-may-be-missing',
      crate: name,
      what: `${name} ${version} fails if it links a library: the image has none of that name`,
      why: `By its lock entry it ${how}. Its build script is not read; the crate is not known by name.`,
      remedies: asRemedies([
        'Look in its documentation for a feature that compiles the library (`bundled`, `vendored`, `static`).',
        {
          text: 'Or see what it does:',
          snippet: 'npx nx run <project>:build-static',
        },
      ]),
      evidence: context.evidenceOf(crate),
    },
  };
}

function holds(rule: ImpossibleRule, crate: ReachedCrate, context: CrateContext): boolean {
  const { locked } = crate;
  if (!rule.crates.includes(locked.name)) return false;
  if (!inRange(locked.version, rule.versions ?? {})) return false;
  if (rule.unlessImageHas !== undefined) {
    const { offer } = context;
    if (offer === undefined || offersLibrary(offer, rule.unlessImageHas)) return false;
  }
  const depends = (names: readonly string[]): boolean =>
    names.some((name) => crate.dependencies.has(name));
  const asked = askedFeatures(crate, context);
  const asks = (names: readonly string[]): boolean => names.some((name) => asked.has(name));
  if (depends(rule.unlessDependsOn ?? []) || asks(rule.unlessFeatures ?? [])) return false;
  if (rule.onlyIfFeatures === undefined && rule.onlyIfDependsOn === undefined) return true;
  const { onlyIfDependsOn = [], onlyIfFeatures = [] } = rule;
  return (
    asks(onlyIfFeatures) ||
    (onlyIfDependsOn.length > 0 && onlyIfDependsOn.every((name) => crate.dependencies.has(name)))
  );
}

function impossibleFinding(
  rule: ImpossibleRule,
  crate: ReachedCrate,
  context: CrateContext,
): CrateFinding {
  const { name, version } = crate.locked;
  return {
    severity: rule.severity,
    code: rule.code,
    crate: name,
    what: `${name} ${version} ${rule.what}`,
    why: rule.why,
    remedies: asRemedies(rule.remedies.length > 0 ? rule.remedies : [removeCrate(crate)]),
    evidence: context.evidenceOf(crate),
  };
}

function toolFindings(
  rule: NativeRule | undefined,
  crate: ReachedCrate,
  { offer, evidenceOf }: CrateContext,
): CrateFinding[] {
  if (rule?.tools === undefined || offer === undefined) return [];
  const { name, version } = crate.locked;
  return rule.tools
    .filter((tool) => !offer.tools.has(tool))
    .map((tool) => ({
      severity: 'error',
      code: 'tool-not-in-image',
      crate: name,
      what: `${name} ${version} calls ${tool}, which the image does not have`,
      why: rule.why ?? `Its build script runs ${tool} on the build machine.`,
      remedies: asRemedies([extraPackage(tool), ...(rule.remedies ?? [])]),
      evidence: evidenceOf(crate),
    }));
}

/** Of the crate itself, and of what wraps it: users set features there. */
function askedFeatures(crate: ReachedCrate, context: CrateContext): Set<string> {
  const names = [crate.locked.name, ...context.wrappersOf(crate.locked.name)];
  return new Set(names.flatMap((name) => [...context.featuresOf(name)]));
}

function removeCrate(crate: ReachedCrate): string {
  const [, direct] = crate.via;
  return direct === undefined || direct === crate.locked.name
    ? 'Leave the crate out of the static build: make it optional, and give it a feature that is off by default.'
    : `Leave out the feature of ${direct} that brings it, or make ${direct} optional.`;
}

export function asRemedies(remedies: readonly (Remedy | string)[]): Finding['remedies'] {
  return remedies.map((remedy) => (typeof remedy === 'string' ? { text: remedy } : { ...remedy }));
}
