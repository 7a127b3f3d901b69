import { join } from 'node:path';
import { StatixError } from '@statix/contract';
import { cargoFacts, type CargoFacts } from '../../project/cargo-facts.js';
import { projectFiles, type ProjectFile } from '../../project/project-files.js';
import { requireHashedFiles, requireUnchangedFiles } from '../../project/require-hashed-files.js';
import { takeFile } from '../../programs/take-file.js';
import { evidenceOf, type Evidence } from '../../programs/evidence.js';
import { takePrograms, type ProvenProgram } from '../../programs/take-programs.js';
import type { NxContext } from '@statix/task';
import type { PlannedProgram } from '@statix/proof';
import type { PackagePlan } from './plan.js';
import type { HashedFile } from '../../archive/write-hashed.js';

/** All that goes into packages, in copies of our own. */
export interface Collected {
  readonly facts: CargoFacts;
  readonly programs: readonly ProvenProgram[];
  readonly evidence: readonly Evidence[];
  /** By its name in the package. */
  readonly licences: readonly CollectedFile[];
  readonly files: readonly CollectedFile[];
  readonly certificates: HashedFile | undefined;
  readonly zones: readonly CollectedFile[];
}

export interface CollectedFile {
  readonly name: string;
  readonly content: HashedFile;
}

export interface CollectContext {
  readonly workspaceRoot: string;
  readonly context: NxContext;
  readonly planned: readonly PlannedProgram[] | undefined;
  /** See `requireUnchangedFiles`. */
  readonly since: number | undefined;
}

const MOST_FILE_BYTES = 256 * 1024 ** 2;

/**
 * Takes everything that is packaged into a folder of our own.
 *
 * @throws StatixError STATIX_OPTION_MISSING, STATIX_PACKAGE_VERSION_DIFFERS, STATIX_PACKAGE_LICENCE_MISSING,
 *   and those of programs and files
 */
export async function collect(
  plan: PackagePlan,
  { workspaceRoot, context, planned, since }: CollectContext,
  scratch: string,
): Promise<Collected> {
  const { options } = plan;
  const at = (folder: string): string => join(workspaceRoot, folder);
  const programs = await takePrograms(
    {
      ...plan,
      planned,
      programs: options.programs,
      binaries: at(plan.binaries),
      reports: at(plan.reports),
      builds: at(plan.builds),
      stamps: plan.stamps === undefined ? undefined : at(plan.stamps),
    },
    join(scratch, 'programs'),
  );
  const facts = cargoFacts(workspaceRoot, requireManifest(options.manifest));
  requireSamePackage(facts, programs);

  const licences = await licenceFiles(workspaceRoot, facts, options.licences);
  const files = await projectFiles(workspaceRoot, facts.root, options.files);
  const { certificates, zoneinfo } = options.container;
  const isImage = options.formats.some((format) => format.startsWith('oci'));
  const bundle = isImage && certificates !== 'image' ? certificates : undefined;
  const zones =
    isImage && zoneinfo !== undefined ? await projectFiles(workspaceRoot, zoneinfo, ['**']) : [];
  const single = bundle === undefined ? [] : await projectFiles(workspaceRoot, '', [bundle]);
  requireHashedFiles(
    [
      ...manifestsOf(facts, options.manifest ?? ''),
      ...[...options.files, ...options.licences].map((glob) => below(facts.root, glob)),
      ...options.licences.map((glob) => below(facts.workspace, glob)),
      ...options.files.filter(isPath).map((path) => below(facts.root, `${path}/**`)),
      ...(bundle === undefined ? [] : [bundle]),
      ...(zones.length === 0 ? [] : [`${zoneinfo ?? ''}/**`]),
    ],
    context,
  );
  const every = [...licences, ...files, ...zones, ...single];
  let copies = 0;
  const take = async (file: ProjectFile): Promise<CollectedFile> => {
    copies += 1;
    const copy = join(scratch, 'files', String(copies));
    const content = await takeFile(at(file.path), copy, MOST_FILE_BYTES);
    return { name: file.name, content };
  };
  const taken = new Map<ProjectFile, CollectedFile>();
  for (const file of every) taken.set(file, await take(file));
  const takenOf = (list: readonly ProjectFile[]): CollectedFile[] =>
    list.flatMap((file) => taken.get(file) ?? []);
  await requireUnchangedFiles(
    workspaceRoot,
    [...manifestsOf(facts, options.manifest ?? ''), ...every.map(({ path }) => path)],
    since,
  );
  const evidence: Evidence[] = [];
  for (const program of programs) {
    const folders = { reports: at(plan.reports), builds: at(plan.builds) };
    evidence.push(...(await evidenceOf(program, folders)));
  }
  return {
    facts,
    programs,
    evidence,
    licences: takenOf(licences),
    files: takenOf(files),
    zones: takenOf(zones),
    certificates: takenOf(single)[0]?.content,
  };
}

function manifestsOf({ workspace }: CargoFacts, manifest: string): string[] {
  return [...new Set([manifest, below(workspace, 'Cargo.toml')])];
}

/** A path may be a folder, of which all is packaged. */
function isPath(pattern: string): boolean {
  return !/[*?{]/.test(pattern);
}

function below(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`;
}

/** Those of the package, and of its workspace where it has none, or names one there. */
async function licenceFiles(
  workspaceRoot: string,
  { root, workspace, licenseFile }: CargoFacts,
  patterns: readonly string[],
): Promise<ProjectFile[]> {
  const own = await projectFiles(workspaceRoot, root, patterns, true);
  const isFound = (files: readonly ProjectFile[]): boolean =>
    licenseFile === undefined || files.some(({ path }) => path === licenseFile);
  if (root === workspace || (own.length > 0 && isFound(own))) {
    if (isFound(own)) return own;
    throw missingLicence(licenseFile ?? '', own);
  }
  const shared = await projectFiles(workspaceRoot, workspace, patterns, true);
  const names = new Set(own.map(({ name }) => name));
  const all = [...own, ...shared.filter(({ name }) => !names.has(name))];
  if (!isFound(all)) throw missingLicence(licenseFile ?? '', all);
  return all;
}

function missingLicence(file: string, found: readonly ProjectFile[]): StatixError {
  return new StatixError({
    code: 'STATIX_PACKAGE_LICENCE_MISSING',
    what: `Cargo.toml names the licence file ${file}, which \`licences\` does not lead to`,
    why:
      found.length === 0
        ? 'No licence file was found.'
        : `Found: ${found.map(({ path }) => path).join(', ')}.`,
    remedies: [
      {
        text: 'Name it, from the folder of the package:',
        snippet: '[package.metadata.statix.package-static]\nlicences = ["LICENSE*", "COPYING*"]',
      },
      'A file elsewhere: put a copy of it beside Cargo.toml.',
    ],
  });
}

function requireManifest(manifest: string | undefined): string {
  if (manifest !== undefined) return manifest;
  throw new StatixError({
    code: 'STATIX_OPTION_MISSING',
    what: 'The option `manifest` is not set',
    why: 'It names the Cargo.toml that version, description and licence are read from. The plugin sets it in an inferred target.',
    remedies: ['Set it in project.json: the path of Cargo.toml from the workspace root.'],
  });
}

/** What was built has to be what the manifest says: it names the package. */
function requireSamePackage(facts: CargoFacts, programs: readonly ProvenProgram[]): void {
  for (const { name, built } of programs) {
    const { package: of } = built;
    if (of.name === facts.name && of.version === facts.version) continue;
    throw new StatixError({
      code: 'STATIX_PACKAGE_VERSION_DIFFERS',
      what: `${name} was built as ${of.name} ${of.version}, and Cargo.toml says ${facts.name} ${facts.version}`,
      why: 'The manifest was edited after the build, or the build came from a cache that somebody else can write to.',
      remedies: ['Run again: the build before it is made of the manifest as it is.'],
    });
  }
}
