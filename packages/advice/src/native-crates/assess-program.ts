import { asRemedies, type CrateContext, type CrateFinding } from './assess-crate.js';
import { extraPackage } from './extra-package.js';
import type { ReachedCrate } from './crate-closure.js';
import { allocatorCrates, mimallocOnMusl, threadedCrates } from './knowledge/allocators.js';
import { bindgenProblems, toolUsers } from './knowledge/code-generators.js';
import { dieselBundledLines, dieselImageLines } from './knowledge/diesel.js';
import { runTimeRules } from './knowledge/run-time.js';
import { offersLibrary } from './image-offer.js';
import { inRange } from './version-range.js';

/** What only all crates of a program together tell: what surprises when it runs, advice, tools. */
export function assessProgram(
  crates: readonly ReachedCrate[],
  context: CrateContext,
): CrateFinding[] {
  const present = new Map(crates.map((crate) => [crate.locked.name, crate]));
  const inProgram = new Map([...present].filter(([, crate]) => !crate.buildOnly));
  return [
    ...runTimeFindings(inProgram, present, context),
    ...toolFindings(present, context),
    ...oldBindgen(crates, context),
    ...allocatorAdvice(inProgram, context),
    ...dieselRoutes(inProgram, context),
  ];
}

type ByName = ReadonlyMap<string, ReachedCrate>;

function runTimeFindings(
  inProgram: ByName,
  present: ByName,
  context: CrateContext,
): CrateFinding[] {
  return runTimeRules.flatMap((rule) => {
    // no-git-in-build is about build scripts; everything else about the program.
    const where = rule.code === 'no-git-in-build' ? present : inProgram;
    if (rule.unlessPresent?.some((name) => where.has(name)) === true) return [];
    const { whereImageSets, unlessImageSets } = rule;
    const sets = context.offer?.environment;
    if (whereImageSets !== undefined && sets?.has(whereImageSets) !== true) return [];
    if (unlessImageSets !== undefined && sets?.has(unlessImageSets) === true) return [];
    const found = rule.crates
      .flatMap((name) => where.get(name) ?? [])
      .filter(({ locked }) => inRange(locked.version, rule.versions ?? {}));
    const holding = found.filter(
      ({ dependencies }) =>
        rule.unlessDependsOn?.some((name) => dependencies.has(name)) !== true &&
        rule.onlyIfDependsOn?.some((name) => dependencies.has(name)) !== false,
    );
    const [first] = holding;
    if (first === undefined) return [];
    const names = holding.map(({ locked }) => `${locked.name} ${locked.version}`);
    return [
      {
        severity: rule.severity,
        code: rule.code,
        crate: first.locked.name,
        what:
          names.length === 1
            ? `${names[0] ?? ''} ${rule.what}`
            : `${capital(rule.what)}: ${names.join(', ')}`,
        why: rule.why,
        remedies: asRemedies(
          rule.remedies.flatMap((words) =>
            typeof words === 'function'
              ? (words((name) => where.get(name)?.locked.version) ?? [])
              : [words],
          ),
        ),
        evidence: context.evidenceOf(first),
      },
    ];
  });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function toolFindings(present: ByName, { offer, evidenceOf }: CrateContext): CrateFinding[] {
  if (offer === undefined) return [];
  return Object.entries(toolUsers).flatMap(([name, { tool, unlessPresent = [] }]) => {
    const crate = present.get(name);
    if (crate === undefined || offer.tools.has(tool)) return [];
    if (unlessPresent.some((other) => present.has(other))) return [];
    return [
      {
        severity: 'error',
        code: 'tool-not-in-image',
        crate: name,
        what: `${name} ${crate.locked.version} calls ${tool}, which the image does not have`,
        why: `A build script runs ${tool} on the build machine.`,
        remedies: [extraPackage(tool)],
        evidence: evidenceOf(crate),
      },
    ];
  });
}

/** Whether it shows depends on the headers, and they are not read here. */
function oldBindgen(
  crates: readonly ReachedCrate[],
  { offer, evidenceOf }: CrateContext,
): CrateFinding[] {
  if (offer?.tools.has('clang') !== true) return [];
  // A recipe's lists do not tell which Clang it will have: then it may be any.
  const { clangVersion } = offer;
  const hasClang = (from: string): boolean =>
    clangVersion === undefined || inRange(clangVersion, { from });
  return crates
    .filter(({ locked }) => locked.name === 'bindgen')
    .flatMap((crate) => {
      const { name, version } = crate.locked;
      const problem = bindgenProblems.find(
        ({ versions, clang }) => inRange(version, versions) && hasClang(clang),
      );
      if (problem === undefined) return [];
      const user = crate.via.at(-2) ?? name;
      const locked = crates.find(
        ({ locked: { name: own }, dependencies }) => own === user && dependencies.has(name),
      );
      const userSpec = locked === undefined ? [] : [`${user}@${locked.locked.version}`];
      return [
        {
          severity: 'warning',
          code: 'bindgen-too-old',
          crate: name,
          what: `bindgen ${version} of ${user} ${problem.what}`,
          why: problem.why,
          remedies: asRemedies([
            {
              text: `See whether ${user} has a release with bindgen 0.72.1 or newer, which is the case where the second command no longer finds this one:`,
              snippet: `cargo update ${[...userSpec, `bindgen@${version}`].join(' ')}\ncargo tree --workspace --target all --invert bindgen@${version}`,
            },
            `Or turn off the feature of ${user} that runs bindgen (\`bindgen\`, \`buildtime_bindgen\`), if it has one: it then takes bindings that were made before.`,
            `Or take a copy of ${user} with a newer bindgen, and name it under [patch.crates-io].`,
          ]),
          evidence: evidenceOf(crate),
        },
      ];
    });
}

function allocatorAdvice(inProgram: ByName, context: CrateContext): CrateFinding[] {
  const threaded = threadedCrates.flatMap((name) => inProgram.get(name) ?? []);
  const [first] = threaded;
  if (first === undefined || allocatorCrates.some((name) => inProgram.has(name))) return [];
  return [
    {
      severity: 'note',
      code: 'slow-allocator',
      crate: first.locked.name,
      what: `${first.locked.name} runs threads, and the program allocates with musl’s malloc`,
      why: 'musl has one lock for all threads: four threads that allocate took 0.55 to 2.4 s with it and 0.11 to 0.14 s with mimalloc.',
      remedies: [mimallocOnMusl],
      evidence: context.evidenceOf(first),
    },
  ];
}

/** Both ways to a static libpq, and which is the faster one. */
function dieselRoutes(inProgram: ByName, context: CrateContext): CrateFinding[] {
  const libpq = inProgram.get('pq-sys');
  if (libpq === undefined || !inProgram.has('diesel') || context.offer === undefined) return [];
  if (!offersLibrary(context.offer, ['libpq'])) return [];
  const bundled = libpq.dependencies.has('pq-src');
  return [
    {
      severity: 'note',
      code: 'diesel-postgres-routes',
      crate: 'pq-sys',
      what: bundled
        ? 'Diesel compiles its own libpq; the image has one, with which the build is faster'
        : 'Diesel links the image’s libpq, which is the faster of two routes',
      why:
        'The image’s libpq and OpenSSL are compiled already. The other route compiles both along with ' +
        'the program, about a minute and a half of work for one core, and pins their versions in Cargo.lock.',
      remedies: [
        { text: 'With the image’s libpq and OpenSSL, in Cargo.toml:', snippet: dieselImageLines },
        {
          text: 'With libpq and OpenSSL of the crates, beside Diesel’s line:',
          snippet: dieselBundledLines,
        },
      ],
      evidence: context.evidenceOf(libpq),
    },
  ];
}
