import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tarOf } from '../../archive/tar.js';
import { treeOf, type TreeEntry } from '../../archive/tree.js';
import { writeHashed, type HashedFile } from '../../archive/write-hashed.js';
import { zipOf } from '../../archive/zip.js';
import { StatixError } from '@statix/contract';
import { copyrightFile } from '../../debian/copyright-file.js';
import { debianArchitecture, debianName, debianVersion } from '../../debian/debian-names.js';
import { debianPackage } from '../../debian/debian-package.js';
import { installedFile } from '../../debian/installed-files.js';
import { gzip } from '../../deflate/gzip.js';
import { isNotices } from '../../programs/evidence.js';
import type { Collected } from './collect.js';
import type { PackagePlan } from './plan.js';

/** An archive that was written. */
export interface MadeArchive extends HashedFile {
  readonly name: string;
  readonly format: 'tar.gz' | 'zip' | 'deb' | 'oci-archive';
}

/** `app-1.2.0-x86_64-unknown-linux-musl` */
export function baseName({ facts }: Pick<Collected, 'facts'>, { triple }: PackagePlan): string {
  return `${facts.name}-${facts.version}-${triple}`;
}

/** The archives in which everything lies in one folder of their name. */
export async function makeArchives(
  plan: PackagePlan,
  collected: Collected,
  folder: string,
): Promise<MadeArchive[]> {
  const base = baseName(collected, plan);
  const entries = treeOf(archiveEntries(collected, `${base}/`));
  const made: MadeArchive[] = [];
  for (const format of ['tar.gz', 'zip'] as const) {
    if (!plan.options.formats.includes(format)) continue;
    const name = `${base}.${format}`;
    const content = format === 'zip' ? zipOf(entries) : gzip(tarOf(entries));
    made.push({ ...(await writeHashed(join(folder, name), content)), name, format });
  }
  return made;
}

function archiveEntries(collected: Collected, prefix: string): TreeEntry[] {
  const { programs, licences, files, evidence } = collected;
  const plain = [
    ...[...licences, ...files.filter((file) => !isLicence(file, licences))].map(
      ({ name, content }) => ({ name, content }),
    ),
    ...evidence.filter(isNotices).map(({ name, content }) => ({ name, content })),
  ];
  return [
    ...programs.map((program): TreeEntry => {
      return { kind: 'file', path: `${prefix}${program.name}`, mode: 0o755, content: program };
    }),
    ...plain.map(({ name, content }): TreeEntry => {
      return { kind: 'file', path: `${prefix}${name}`, mode: 0o644, content };
    }),
  ];
}

/** A pattern of `files` may take a licence in as well. */
function isLicence({ name }: { readonly name: string }, licences: Collected['licences']): boolean {
  return licences.some((licence) => licence.name === name);
}

/** The Debian package: programs in /usr/bin, everything else where Debian has it. */
export async function makeDebianPackage(
  plan: PackagePlan,
  collected: Collected,
  folder: string,
  scratch: string,
): Promise<MadeArchive> {
  const { facts, programs, licences, files, evidence } = collected;
  const { deb } = plan.options;
  const name = debianName(facts.name);
  const version = debianVersion(facts.version, deb.revision);
  const architecture = debianArchitecture(plan.triple);
  const documentation = `usr/share/doc/${name}`;
  const notices = evidence.filter(isNotices);
  const texts: { name: string; text: string }[] = [];
  for (const licence of licences) {
    texts.push({ name: licence.name, text: await readFile(licence.content.path, 'utf8') });
  }
  const copyright = copyrightFile({
    ...{ name: facts.name, version: facts.version, authors: facts.authors },
    ...{ license: facts.license, source: facts.repository ?? facts.homepage, texts },
    notices: notices.map((one) => one.name),
  });
  const entries: TreeEntry[] = [
    ...programs.map((program): TreeEntry => {
      return { kind: 'file', path: `usr/bin/${program.name}`, mode: 0o755, content: program };
    }),
    textFile(`${documentation}/copyright`, Buffer.from(copyright)),
    ...notices.map((one) => textFile(`${documentation}/${one.name}`, one.content)),
  ];
  for (const file of files) {
    if (!isLicence(file, licences)) entries.push(await installedFile(file, name));
  }
  const fields = {
    ...{ name, version, architecture, section: deb.section, depends: deb.depends },
    maintainer: deb.maintainer ?? maintainerOf(facts.authors),
    description: descriptionOf(facts.description),
    homepage: [facts.homepage, facts.repository].find((one) => /^https?:\/\/\S+$/.test(one ?? '')),
  };
  const file = `${name}_${version}_${architecture}.deb`;
  const content = await debianPackage(fields, entries, scratch);
  return { ...(await writeHashed(join(folder, file), content)), name: file, format: 'deb' };
}

function textFile(path: string, content: Buffer): TreeEntry {
  return { kind: 'file', path, mode: 0o644, content };
}

function maintainerOf(authors: readonly string[]): string {
  const found = authors.find((author) => /^[^<>,\n]+ <[^<>\s@]+@[^<>\s@]+>$/.test(author));
  if (found !== undefined) return found;
  throw missingField(
    'Maintainer',
    'Neither `authors` in Cargo.toml nor the option has a name with an address.',
    'deb.maintainer = "Name <mail@example.org>"',
  );
}

function descriptionOf(description: string | undefined): string {
  if (description !== undefined) return description;
  throw missingField('Description', 'Cargo.toml has no `description`.', undefined);
}

function missingField(field: string, why: string, option: string | undefined): StatixError {
  return new StatixError({
    code: 'STATIX_DEB_FIELD',
    what: `The Debian package has no ${field}, which every one has to have`,
    why,
    remedies: [
      option === undefined
        ? {
            text: 'Say in Cargo.toml what the program is:',
            snippet: '[package]\ndescription = "…"',
          }
        : {
            text: 'Say it in Cargo.toml:',
            snippet: `[package.metadata.statix.package-static]\n${option}`,
          },
      'Or leave `deb` out of `formats`.',
    ],
  });
}
