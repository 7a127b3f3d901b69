import type { Tree } from '@nx/devkit';
import {
  canonicalJson,
  doctorReportSchema,
  isStatixError,
  parseOptions,
  type DoctorReport,
  type Finding,
} from '@statix/contract';
import type { ImageOffer } from '@statix/advice';
import type { CargoPackage } from '@statix/cargo';
import { connectEngine, type Engine } from '@statix/engine';
import { chooseDefinition, imageProjectName, readImage } from '../../reading/read-image.js';
import { imageOfPackage } from '../../reading/workspace-images.js';
import type { WorkspaceReading } from '../../reading/read-workspace.js';
import { readableErrors } from '../readable-errors.js';
import { treeCommands } from '../workspace/tree-commands.js';
import { readTree } from '../workspace/read-rust-workspace.js';
import { applyFixes } from './apply-fixes.js';
import { cargoRootAbove } from './cargo-root-above.js';
import { diagnoseWorkspace } from './diagnose-workspace.js';
import {
  credentialFindings,
  inspectCredentials,
  type CredentialFacts,
} from './environment/inspect-credentials.js';
import { inspectMachine } from './environment/inspect-machine.js';
import { machineFindings } from './environment/machine-findings.js';
import type { MachineFacts } from './environment/machine-facts.js';
import { errorFinding } from './error-finding.js';
import { exitCodeOf, failAtExit } from './exit-code.js';
import { readKnownImage, type KnownImage } from '../../image/known-image.js';
import { renderReport } from './render-report.js';
import { doctorSchema } from './schema.js';
import { selectPackages } from './select-packages.js';
import { spellFinding } from './spell-finding.js';

/** What of the process the doctor uses; a test brings its own. */
export interface Surroundings {
  readonly print: (text: string) => void;
  readonly fail: () => void;
  readonly connect: () => Promise<Engine>;
  readonly env: NodeJS.ProcessEnv;
}

const thisProcess: Surroundings = {
  print: (text) => process.stdout.write(text),
  fail: failAtExit,
  connect: () => connectEngine(),
  env: process.env,
};

/**
 * Says before anything is built what a project's native crates, settings and this machine will need
 * or spoil, and with `fix` makes the safe edits. Starts no cargo; the project's part needs no network
 * and no engine. Findings make the process end with 1 (see `exitCodeOf`) and throw nothing.
 *
 * @throws StatixError STATIX_OPTION_UNKNOWN, STATIX_OPTION_INVALID, STATIX_PROJECT_MISSING
 */
export async function doctorGenerator(
  tree: Tree,
  raw: unknown,
  surroundings: Surroundings = thisProcess,
): Promise<void> {
  const options = parseOptions(doctorSchema, raw, '@statix/nx:doctor');
  const reading = await readTree(tree);
  const { existing } = reading;

  const machine = options.environment
    ? await inspectMachine(surroundings.connect, surroundings.env)
    : undefined;
  const credentials = options.environment
    ? await inspectCredentials({
        workspaceRoot: tree.root,
        workspaces: reading.repository.workspaces.filter(
          ({ manifest }) => !reading.chosen.isLeftOut(manifest),
        ),
        files: reading.files,
        env: surroundings.env,
        isHere:
          process.platform === 'linux' && machine?.engine?.address.startsWith('unix://') === true,
      })
    : undefined;
  const image = await lookAtImage(tree, reading, machine?.engine);

  const definition = definitionOf(reading);
  const imageProject =
    definition === undefined ? undefined : imageProjectName(definition, existing);
  const { names } = reading.namesBeside(
    imageProject === undefined ? undefined : { projectName: imageProject },
  );
  const { repository, chosen } = reading;
  // Those that git ignores too: what is wrong with them is for the doctor to say.
  const known = repository.packages.filter(({ manifest }) => !chosen.isLeftOut(manifest));
  const packages = selectPackages(known, names, options.project);
  const diagnosis = diagnoseWorkspace(reading, packages, image.offerFor);
  const applied = options.fix ? applyFixes(tree, diagnosis.fixes) : undefined;
  const findings: Finding[] = [
    ...cargoRootAbove(tree.root, packages, reading.files),
    ...diagnosis.findings.map((finding) => ({
      ...finding,
      fix: applied?.done.has(finding) === true ? ('done' as const) : finding.fix,
    })),
    ...image.findings,
    ...(machine === undefined ? [] : machineFindings(machine.facts, image.known ?? image.broken)),
    ...(credentials === undefined ? [] : credentialFindings(credentials)),
  ];
  const projectOf = (cargoPackage: string): string | undefined => {
    const pkg = packages.find(({ name }) => name === cargoPackage);
    return pkg && (names.get(pkg.root) ?? pkg.name);
  };
  const commands = treeCommands(tree, {
    imageProject,
    targetsOf: (project) => {
      const pkg = packages.find(({ name }) => projectOf(name) === project);
      return pkg && reading.settingsOf(pkg).settings?.targets;
    },
  });
  const report = assemble(
    diagnosis.packages,
    findings.map((finding) => spellFinding(finding, commands, projectOf)),
    image.known,
    machine?.facts,
    credentials?.states ?? [],
  );
  surroundings.print(
    options.json
      ? canonicalJson(report)
      : `\n${renderReport(report, applied?.diff ?? '', commands.nx)}\n`,
  );
  if (exitCodeOf(report, options.strict) !== 0) surroundings.fail();
}

/** The one that is spoken of, although it may be one of several. */
function definitionOf({ options, definitions }: WorkspaceReading): string | undefined {
  return options.imageDefinition ?? definitions[0];
}

interface LookedAtImage {
  readonly known: KnownImage | undefined;
  /** The definition or the image cannot be read; that is one of the findings. */
  readonly broken: 'broken' | undefined;
  readonly findings: Finding[];
  /** What the image of a package has, which its rust-toolchain file chooses. */
  readonly offerFor: (pkg: CargoPackage) => ImageOffer | undefined;
}

async function lookAtImage(
  tree: Tree,
  reading: WorkspaceReading,
  engine: Engine | undefined,
): Promise<LookedAtImage> {
  try {
    const definition = chooseDefinition(reading);
    if (definition === undefined) {
      return { known: undefined, broken: undefined, findings: [], offerFor: () => undefined };
    }
    const known = await readKnownImage(tree.root, definition, engine);
    return {
      known,
      broken: undefined,
      findings: [],
      offerFor: await offersOfChannels(tree, reading, definition, known, engine),
    };
  } catch (error) {
    if (!isStatixError(error)) throw error;
    return {
      known: undefined,
      broken: 'broken',
      findings: [errorFinding(error, definitionOf(reading) ?? 'nx.json', null)],
      offerFor: () => undefined,
    };
  }
}

/** Of the definition's own image, and of those of the channels that packages ask for. */
async function offersOfChannels(
  tree: Tree,
  reading: WorkspaceReading,
  definition: string,
  known: KnownImage,
  engine: Engine | undefined,
): Promise<LookedAtImage['offerFor']> {
  const found = await readImage(tree.root, reading);
  const offers = new Map<string | undefined, ImageOffer | undefined>([[undefined, known.offer]]);
  for (const one of found?.images.channels ?? []) {
    if (one.channel === undefined || 'problem' in one) continue;
    const { offer } = await readKnownImage(tree.root, definition, engine, one.channel);
    offers.set(one.channel, offer);
  }
  return (pkg) => found && offers.get(imageOfPackage(found.images, pkg, reading.files).channel);
}

function assemble(
  packages: DoctorReport['packages'],
  findings: Finding[],
  image: KnownImage | undefined,
  machine: MachineFacts | undefined,
  credentials: CredentialFacts['states'],
): DoctorReport {
  const count = (severity: Finding['severity']): number =>
    findings.filter((finding) => finding.severity === severity && finding.fix !== 'done').length;
  return doctorReportSchema.parse({
    schemaVersion: 1,
    kind: 'statix.doctor-report',
    packages,
    image: {
      reference: image?.identity.reference ?? null,
      knownFrom: image?.knownFrom ?? 'nothing',
    },
    environment:
      machine === undefined
        ? null
        : {
            engine: machine.engine,
            imagePresent: image?.presence === undefined ? null : image.presence === 'own',
            volumes: [...machine.volumes],
            caBundle: machine.certificates.path ?? null,
            credentials: credentials.map(({ of, name, address, found, where }) => ({
              ...{ of, name, address, found, where },
            })),
          },
    findings,
    summary: {
      errors: count('error'),
      warnings: count('warning'),
      notes: count('note'),
      fixed: findings.filter(({ fix }) => fix === 'done').length,
    },
  } satisfies DoctorReport);
}

export default readableErrors(doctorGenerator);
