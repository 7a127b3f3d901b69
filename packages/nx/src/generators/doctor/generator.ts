import { basename } from 'node:path';
import { globAsync, type Tree } from '@nx/devkit';
import {
  canonicalJson,
  doctorReportSchema,
  isStatixError,
  parseOptions,
  type DoctorReport,
  type Finding,
} from '@statix/contract';
import { readRepository } from '@statix/cargo';
import { connectEngine, type Engine } from '@statix/engine';
import { chosenByOptions } from '../../settings/chosen-by-options.js';
import { graphFiles } from '../../graph/create-nodes.js';
import { existingNames } from '../../graph/existing-names.js';
import { nameProjects } from '../../graph/name-projects.js';
import { settingsReader } from '../../settings/package-settings.js';
import { parsePluginOptions, settingsForAll } from '../../settings/plugin-options.js';
import { imageProjectName } from '../../graph/read-image.js';
import { treeFiles } from '../cargo/tree-files.js';
import { pluginOptions } from '../nx-json/plugin-options.js';
import { treeCommands } from '../workspace/tree-commands.js';
import { readableErrors } from '../readable-errors.js';
import { applyFixes } from './apply-fixes.js';
import { cargoRootAbove } from './cargo-root-above.js';
import { diagnoseWorkspace } from './diagnose-workspace.js';
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
  const plugin = pluginOptions(tree);
  const settings = parsePluginOptions(plugin);
  const kept = chosenByOptions(settings);

  const files = treeFiles(tree);
  const found = await globAsync(tree, [graphFiles]);
  const manifests = found.filter((path) => basename(path) === 'Cargo.toml' && kept(path));
  const listed = new Set(manifests);
  const definitions = found.filter((path) => basename(path) === 'statix-image.json').sort();
  const repository = readRepository(manifests, files);
  const { imageDefinition = definitions[0] } = plugin;
  const newSettingsReader = () => settingsReader(settingsForAll(plugin), repository, files);

  const machine = options.environment
    ? await inspectMachine(surroundings.connect, surroundings.env)
    : undefined;
  const image = await lookAtImage(tree, imageDefinition, machine?.engine);

  const existing = await existingNames(tree.root, found, files);
  const settingsOf = newSettingsReader();
  const { names } = nameProjects(
    repository.packages.filter(({ manifest }) => listed.has(manifest)),
    existing,
    (cargoPackage) => settingsOf(cargoPackage).settings?.name,
    imageDefinition === undefined
      ? undefined
      : { projectName: imageProjectName(imageDefinition, existing) },
  );
  const packages = selectPackages(repository.packages, names, options.project);
  const diagnosis = diagnoseWorkspace(
    repository,
    files,
    packages,
    // One of its own: a reader says what is wrong once, to the first who asks.
    newSettingsReader(),
    image.known?.offer,
  );
  const applied = options.fix ? applyFixes(tree, diagnosis.fixes) : undefined;
  const findings: Finding[] = [
    ...cargoRootAbove(tree.root, packages, files),
    ...diagnosis.findings.map((finding) => ({
      ...finding,
      fix: applied?.done.has(finding) === true ? ('done' as const) : finding.fix,
    })),
    ...image.findings,
    ...(machine === undefined ? [] : machineFindings(machine.facts, image.known ?? image.broken)),
  ];
  const projectOf = (cargoPackage: string): string | undefined => {
    const pkg = packages.find(({ name }) => name === cargoPackage);
    return pkg && (names.get(pkg.root) ?? pkg.name);
  };
  const commands = treeCommands(tree, {
    imageProject:
      imageDefinition === undefined ? undefined : imageProjectName(imageDefinition, existing),
    targetsOf: (project) => {
      const pkg = packages.find(({ name }) => projectOf(name) === project);
      return pkg && settingsOf(pkg).settings?.targets;
    },
  });
  const report = assemble(
    diagnosis.packages,
    findings.map((finding) => spellFinding(finding, commands, projectOf)),
    image.known,
    machine?.facts,
  );
  surroundings.print(
    options.json
      ? canonicalJson(report)
      : `\n${renderReport(report, applied?.diff ?? '', commands.nx)}\n`,
  );
  if (exitCodeOf(report, options.strict) !== 0) surroundings.fail();
}

interface LookedAtImage {
  readonly known: KnownImage | undefined;
  /** The definition or the image cannot be read; that is one of the findings. */
  readonly broken: 'broken' | undefined;
  readonly findings: Finding[];
}

async function lookAtImage(
  tree: Tree,
  definition: string | undefined,
  engine: Engine | undefined,
): Promise<LookedAtImage> {
  if (definition === undefined) return { known: undefined, broken: undefined, findings: [] };
  try {
    const known = await readKnownImage(tree.root, definition, engine);
    return { known, broken: undefined, findings: [] };
  } catch (error) {
    if (!isStatixError(error)) throw error;
    return {
      known: undefined,
      broken: 'broken',
      findings: [errorFinding(error, definition, null)],
    };
  }
}

function assemble(
  packages: DoctorReport['packages'],
  findings: Finding[],
  image: KnownImage | undefined,
  machine: MachineFacts | undefined,
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
