import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  canonicalJson,
  digestFile,
  writeFileDurably,
  type PackageManifest,
} from '@statix/contract';
import type { PlannedProgram } from '@statix/proof';
import { nxRunStart, type Task } from '@statix/task';
import { repositoryName, versionTag } from '../../oci/image-name.js';
import { certificatesOf } from './certificates.js';
import { collect, type Collected } from './collect.js';
import { baseName, makeArchives, makeDebianPackage } from './make-archives.js';
import { makeImage, makeImageArchive } from './make-image.js';
import type { PackagePlan } from './plan.js';

const SUMS = 'SHA256SUMS';
const MANIFEST_SUFFIX = '.package.json';
const OWN_SUFFIXES = [
  ...['.tar.gz', '.zip', '.deb', '.oci', '.oci.tar', '.notices.txt', '.cdx.json', '.svr.json'],
  ...['.verify.json', '.verify.md', '.verify.html'],
];

/**
 * Makes what is shipped of the programs that were proven, and writes it into the output folder; the document
 * that names it and the checksums last.
 *
 * @returns the document
 * @throws StatixError those of collecting, STATIX_DEB_*, STATIX_OCI_*, STATIX_PACKAGE_NAME_CLASH,
 *   STATIX_PACKAGE_NAME_INVALID, STATIX_PACKAGE_TOO_LARGE, STATIX_DISK_FULL
 */
export async function performPackage(
  plan: PackagePlan,
  planned: readonly PlannedProgram[] | undefined,
  task: Task,
  since: number | undefined = nxRunStart(),
): Promise<PackageManifest> {
  const { workspaceRoot, context } = task;
  const folder = join(workspaceRoot, plan.outputPath);
  await removeEarlier(folder);
  const scratch = await mkdtemp(join(tmpdir(), 'statix-package-'));
  try {
    const collected = await collect(plan, { workspaceRoot, context, planned, since }, scratch);
    if (collected.licences.length === 0) {
      task.report(
        'No licence file was found for the packages; the option `licences` says where they are',
      );
    }
    return await write(plan, collected, folder, scratch, task);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function write(
  plan: PackagePlan,
  collected: Collected,
  folder: string,
  scratch: string,
  task: Task,
): Promise<PackageManifest> {
  const { formats } = plan.options;
  const { facts, programs, evidence } = collected;
  const base = baseName(collected, plan);
  const wants = (format: (typeof formats)[number]): boolean => formats.includes(format);
  const made = await makeArchives(plan, collected, folder);
  if (wants('deb')) made.push(await makeDebianPackage(plan, collected, folder, scratch));
  let container: PackageManifest['container'];
  if (wants('oci') || wants('oci-archive')) {
    const layout = `${base}.oci`;
    const [repository, tag] = [repositoryName(facts.name), versionTag(facts.version)];
    const certificates = await certificatesOf(plan, collected.certificates, task);
    const at = join(wants('oci') ? folder : scratch, layout);
    const { digest, files } = await makeImage(plan, collected, certificates, { folder: at, tag });
    if (wants('oci')) container = { layout, digest, repository, tag };
    if (wants('oci-archive')) {
      made.push(await makeImageArchive(at, files, { folder, name: `${layout}.tar` }));
    }
  }
  for (const { name, content } of evidence) await writeFileDurably(join(folder, name), content);
  await writeFileDurably(join(folder, SUMS), await checksums(folder));
  const document: PackageManifest = {
    schemaVersion: 1,
    kind: 'statix.package-manifest',
    package: { name: facts.name, version: facts.version },
    triple: plan.triple,
    profile: plan.profile,
    programs: programs.map(({ name, sha256, size, step }) => ({ name, sha256, size, step })),
    files: made.map(({ name, format, sha256, size }) => ({ name, format, sha256, size })),
    ...(container === undefined ? {} : { container }),
  };
  await writeFileDurably(join(folder, `${base}${MANIFEST_SUFFIX}`), canonicalJson(document));
  return document;
}

/**
 * Removes what an earlier run of this step left: a package of another version does not stay beside the new
 * one. The document that names it first, which `package-load` and `package-push` go by.
 */
async function removeEarlier(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const manifests = names.filter((name) => name.endsWith(MANIFEST_SUFFIX));
  const others = names.filter(
    (name) => name === SUMS || OWN_SUFFIXES.some((suffix) => name.endsWith(suffix)),
  );
  for (const name of [...manifests, ...others]) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** For `sha256sum --check`, of every file in the folder: hashed as they lie there. */
async function checksums(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => path !== SUMS && !path.endsWith('.tmp'))
    .sort();
  const lines: string[] = [];
  for (const path of paths) {
    lines.push(`${await digestFile(join(folder, path))}  ${path}\n`);
  }
  return lines.join('');
}
