import type { Finding } from '@statix/contract';
import {
  type CargoPackage,
  type CargoWorkspace,
  isTable,
  keyPosition,
  parentOf,
  readManifest,
  type RepositoryFiles,
  type Table,
  valueAt,
} from '@statix/cargo';

type SettingFinding = Omit<Finding, 'package' | 'crate' | 'fix'>;

interface Context {
  readonly files: RepositoryFiles;
  readonly package: CargoPackage;
  readonly profile: string;
}

/** What the package's Cargo.toml and that of its workspace say of profile and crate types. */
export function manifestProblems(input: Context, workspace: CargoWorkspace): SettingFinding[] {
  const { files, package: pkg, profile } = input;
  const own = readManifest(pkg.root, files);
  const root = readManifest(parentOf(workspace.manifest) ?? '', files);
  const at = (manifest: typeof own, ...path: string[]) => ({
    file: manifest.path,
    line: keyPosition(manifest.text, path).line,
    text: path.join('.'),
  });
  const found: SettingFinding[] = [];

  if (own.document['cargo-features'] !== undefined) {
    found.push({
      severity: 'warning',
      code: 'cargo-features',
      what: '`cargo-features` switches on what may need a nightly Cargo',
      why: 'The image has a stable one, which refuses those that were not stabilised since.',
      remedies: [{ text: 'Remove `cargo-features` and what needs it.' }],
      evidence: [at(own, 'cargo-features')],
    });
  }
  if (!workspace.profiles.includes(profile)) {
    found.push({
      severity: 'error',
      code: 'profile-missing',
      what: `There is no profile '${profile}'`,
      why: `Cargo knows ${workspace.profiles.join(', ')} here.`,
      remedies: [
        {
          text: `Define it in ${workspace.manifest}:`,
          snippet: `[profile.${profile}]\ninherits = "release"`,
        },
      ],
      evidence: [at(root, 'profile')],
    });
  }
  if (own.path !== root.path && own.document.profile !== undefined) {
    found.push({
      severity: 'warning',
      code: 'profile-not-used',
      what: 'The profiles of this manifest have no effect',
      why: `Cargo takes profiles from the workspace's manifest alone, ${root.path}.`,
      remedies: [{ text: `Move [profile] to ${root.path}.` }],
      evidence: [at(own, 'profile')],
    });
  }
  found.push(
    ...profileProblems(tableAt(root.document, 'profile', profile), profile, (key) => [
      at(root, 'profile', profile, key),
    ]),
  );

  const crateTypes = own.document.lib?.['crate-type'] ?? own.document.lib?.crate_type ?? [];
  const shared = crateTypes.filter((type) => type === 'cdylib' || type === 'dylib');
  if (shared.length > 0) {
    // Binaries do not link a cdylib, so Cargo leaves one that stands alone out of a build of binaries.
    const only =
      shared.includes('dylib') && !crateTypes.some((type) => type === 'lib' || type === 'rlib');
    found.push({
      severity: only ? 'error' : 'note',
      code: 'shared-crate-type',
      what: only
        ? `The library is only a ${shared.join(' and ')}, which there is not for a static target`
        : `The library is not built as ${shared.join(' and ')}`,
      why: only
        ? 'rustc ends with “cannot produce dylib”, or the binaries cannot use the library.'
        : 'rustc drops the crate type for a static target, with a warning.',
      remedies: only
        ? [
            {
              text: 'Let the binaries have it as a Rust library, too:',
              snippet: `[lib]\ncrate-type = [${[...crateTypes, 'rlib'].map((type) => JSON.stringify(type)).join(', ')}]`,
            },
          ]
        : [{ text: 'It can stay: the binaries use the Rust library.' }],
      evidence: [at(own, 'lib', 'crate-type')],
    });
  }
  return found;
}

function profileProblems(
  profile: Table,
  name: string,
  evidence: (key: string) => Finding['evidence'],
): SettingFinding[] {
  const found: SettingFinding[] = [];
  if (profile['incremental'] === true) {
    found.push({
      severity: 'warning',
      code: 'incremental-release',
      what: `Profile ${name} compiles incrementally`,
      why: 'The binary then depends on what was compiled before, and two builds of the same sources differ.',
      remedies: [{ text: 'Remove `incremental`.' }],
      evidence: evidence('incremental'),
    });
  }
  if (profile['panic'] === 'abort') {
    found.push({
      severity: 'note',
      code: 'panic-aborts',
      what: `Profile ${name} aborts on a panic`,
      why: 'It works in the image. catch_unwind catches nothing, an async runtime does not survive a task that panics, and tests are built with unwinding anyway.',
      remedies: [{ text: 'It can stay, if that is meant.' }],
      evidence: evidence('panic'),
    });
  }
  const lto = profile['lto'];
  if (lto === true || lto === 'fat') {
    found.push({
      severity: 'note',
      code: 'fat-lto',
      what: `Profile ${name} optimises all crates as one`,
      why: 'It works in the image, takes several times the memory and is done by one core. C and C++ are left out of it.',
      remedies: [{ text: 'Most of the gain for a part of the cost:', snippet: 'lto = "thin"' }],
      evidence: evidence('lto'),
    });
  }
  const split = profile['split-debuginfo'];
  if (split === 'packed' || split === 'unpacked') {
    found.push({
      severity: 'note',
      code: 'debuginfo-left-behind',
      what: `Profile ${name} puts debug information beside the binary`,
      why: 'build-static gives the binary alone.',
      remedies: [{ text: 'Keep it in the binary:', snippet: 'split-debuginfo = "off"' }],
      evidence: evidence('split-debuginfo'),
    });
  }
  return found;
}

function tableAt(document: Table, ...path: string[]): Table {
  const value = valueAt(document, ...path);
  return isTable(value) ? value : {};
}
