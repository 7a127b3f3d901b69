import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StatixError } from '@statix/contract';
import { tarOf } from '../../archive/tar.js';
import { treeOf } from '../../archive/tree.js';
import { writeHashed } from '../../archive/write-hashed.js';
import { imageLabels } from '../../oci/labels.js';
import { CERTIFICATES_PATH, rootEntries } from '../../oci/root-tree.js';
import { writeLayout, type Layer, type WrittenLayout } from '../../oci/write-layout.js';
import { isNotices } from '../../programs/evidence.js';
import type { ProvenProgram } from '../../programs/take-programs.js';
import type { Collected } from './collect.js';
import type { MadeArchive } from './make-archives.js';
import type { PackagePlan } from './plan.js';

/**
 * Writes the OCI image as a layout: what was asked for besides the programs in a lower layer, programs and
 * notices in another, so that a new version of the program is all that is transferred.
 *
 * @param folder of the layout
 */
export async function makeImage(
  plan: PackagePlan,
  collected: Collected,
  certificates: Buffer | undefined,
  { folder, tag }: { readonly folder: string; readonly tag: string },
): Promise<WrittenLayout> {
  const { container } = plan.options;
  const { facts, programs, zones } = collected;
  const started = startedProgram(programs, container.program, facts.name);
  const root = rootEntries({
    certificates,
    zones,
    accounts: container.accounts,
    user: container.user,
    folders: container.folders,
  });
  const layers: Layer[] = [
    ...(root.length === 0 ? [] : [{ made: 'statix: files of the system', entries: root }]),
    { made: `statix: ${facts.name} ${facts.version}`, entries: programEntries(collected) },
  ];
  const settings = {
    triple: plan.triple,
    entrypoint: `/usr/bin/${started.name}`,
    args: container.args,
    user: container.user,
    environment: {
      ...(certificates === undefined ? {} : { SSL_CERT_FILE: `/${CERTIFICATES_PATH}` }),
      ...container.environment,
    },
    ports: container.ports,
    workingDirectory: container.workingDirectory,
    labels: imageLabels(facts, container.labels),
  };
  return writeLayout(folder, settings, layers, tag);
}

/** The layout in one file, as `podman load` and `skopeo` take it. */
export async function makeImageArchive(
  layout: string,
  files: readonly string[],
  { folder, name }: { readonly folder: string; readonly name: string },
): Promise<MadeArchive> {
  const entries = [];
  for (const path of files) {
    const content = { path: join(layout, path), size: (await stat(join(layout, path))).size };
    entries.push({ kind: 'file' as const, path, mode: 0o644, content });
  }
  const written = await writeHashed(join(folder, name), tarOf(treeOf(entries)));
  return { ...written, name, format: 'oci-archive' };
}

function programEntries({ programs, licences, evidence, facts }: Collected): Layer['entries'] {
  const documentation = `usr/share/doc/${facts.name}`;
  return [
    ...programs.map((program) => {
      const path = `usr/bin/${program.name}`;
      return { kind: 'file' as const, path, mode: 0o755, content: program };
    }),
    ...[...licences, ...evidence.filter(isNotices)].map(({ name, content }) => {
      const path = `${documentation}/${name}`;
      return { kind: 'file' as const, path, mode: 0o644, content };
    }),
  ];
}

/** The one that is named, or has the package's name, or is the only one. */
function startedProgram(
  programs: readonly ProvenProgram[],
  wanted: string | undefined,
  packageName: string,
): ProvenProgram {
  const named = programs.find(({ name }) => name === (wanted ?? packageName));
  if (named !== undefined) return named;
  const [only, another] = programs;
  if (wanted === undefined && only !== undefined && another === undefined) return only;
  throw new StatixError({
    code: 'STATIX_OCI_PROGRAM',
    what:
      wanted === undefined
        ? 'The image would hold several programs, and none of the package’s name to start'
        : `The image holds no program '${wanted}' to start`,
    remedies: [
      {
        text: `Name one of them (${programs.map(({ name }) => name).join(', ')}):`,
        snippet: `[package.metadata.statix.package-static]\ncontainer.program = "${only?.name ?? ''}"`,
      },
    ],
  });
}
