import type { Finding } from '@statix/contract';
import {
  isTable,
  keyPosition,
  parentOf,
  pathClosure,
  readManifest,
  valueAt,
  workspaceOf,
  type CargoPackage,
  type CargoRepository,
  type RepositoryFiles,
} from '@statix/cargo';
import type { ImageOffer } from '../native-crates/image-offer.js';
import { compareReleases } from '../native-crates/version-range.js';

type SettingFinding = Omit<Finding, 'package' | 'crate' | 'fix'>;

/**
 * `rust-version` of the package and of its path dependencies against the image's rustc, which its lock
 * names before the image is made. Cargo compares it for every package that it compiles (Cargo book,
 * "The rust-version field"); those of registries say it in manifests that are not here.
 */
export function rustVersions({
  repository,
  files,
  package: pkg,
  offer,
}: {
  readonly repository: CargoRepository;
  readonly files: RepositoryFiles;
  readonly package: CargoPackage;
  readonly offer: ImageOffer | undefined;
}): SettingFinding[] {
  const has = offer?.rustVersion;
  if (has === undefined) return [];
  return pathClosure(repository, pkg).flatMap((one): SettingFinding[] => {
    const wanted = wantedBy(one, repository, files);
    if (wanted === undefined || compareReleases(wanted.version, has) <= 0) return [];
    const who = one === pkg ? 'The package' : `The path dependency ${one.name}`;
    return [
      {
        severity: 'error',
        code: 'rust-too-old',
        what: `${who} wants Rust ${wanted.version}, and the image has ${has}`,
        why: 'Cargo refuses a package whose `rust-version` is newer than its compiler.',
        remedies: [
          {
            text: 'Lower `rust-version`, or refresh the image’s lock, which takes the newest Rust that Debian has:',
            snippet: 'npx nx run statix-image:image-lock',
          },
          ...(pkg.toolchainFile === undefined
            ? []
            : [{ text: `Or name a newer channel in ${pkg.toolchainFile}.` }]),
        ],
        evidence: [wanted.evidence],
      },
    ];
  });
}

/** With the place of the value itself: that of the workspace where the package inherits it. */
function wantedBy(
  pkg: CargoPackage,
  repository: CargoRepository,
  files: RepositoryFiles,
): { version: string; evidence: Finding['evidence'][number] } | undefined {
  const own = readManifest(pkg.root, files);
  const value = valueAt({ ...own.document.package }, 'rust-version');
  const evidenceIn = ({ path, text }: typeof own, key: readonly string[]) => ({
    file: path,
    line: keyPosition(text, [...key]).line,
    text: key.join('.'),
  });
  if (typeof value === 'string')
    return { version: value, evidence: evidenceIn(own, ['package', 'rust-version']) };
  const workspace = isTable(value) ? workspaceOf(repository, pkg) : undefined;
  if (workspace === undefined) return undefined;
  const root = readManifest(parentOf(workspace.manifest) ?? '', files);
  const shared = valueAt({ ...root.document.workspace?.package }, 'rust-version');
  if (typeof shared !== 'string') return undefined;
  return {
    version: shared,
    evidence: evidenceIn(root, ['workspace', 'package', 'rust-version']),
  };
}
