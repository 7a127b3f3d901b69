import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import type { BuildWorkspace } from '../build-workspace.js';
import { change, manifest, otherCrate } from './case-parts.js';
import { typedInImage } from './typed-in-image.js';
import type { RemedyCase } from './remedy-case.js';

const ignoresLock = { '.gitignore': 'image.json\ndist\nCargo.lock\n' };

/** There the lock is only where git has it. */
const checkOutElsewhere = ({ root }: BuildWorkspace): void => {
  const { exitCode } = execaSync('git', ['check-ignore', '--quiet', 'Cargo.lock'], {
    cwd: root,
    reject: false,
  });
  if (exitCode === 0) rmSync(join(root, 'Cargo.lock'));
};

const takesOutAndWrites = (workspace: BuildWorkspace): void => {
  change('.gitignore', 'Cargo.lock\n', '')(workspace);
  execaSync('cargo', ['generate-lockfile', '--quiet'], { cwd: workspace.root });
  checkOutElsewhere(workspace);
};

/** What Cargo says of manifests and the lock. */
export const lockCases: readonly RemedyCase[] = [
  {
    id: 'feature-missing',
    dependencies: 'other = { path = "../other" }\n',
    files: {
      'crates/other/Cargo.toml': '[package]\nname = "other"\nversion = "0.1.0"\nedition = "2021"\n',
      'crates/other/src/lib.rs': '',
    },
    change: change('crates/app/Cargo.toml', '"../other"', '"../other", features = ["unheard"]'),
    remedy: 'Correct `features`',
    follow: change('crates/app/Cargo.toml', ', features = ["unheard"]', ''),
    quick: true,
  },
  {
    id: 'package-not-found',
    dependencies: 'other = { path = "../other" }\n',
    files: otherCrate,
    change: change('crates/app/Cargo.toml', 'other = {', 'unheard = {'),
    remedy: 'Correct the name',
    follow: change('crates/app/Cargo.toml', 'unheard = {', 'other = {'),
    quick: true,
  },
  {
    id: 'version-conflict',
    dependencies: 'other = { path = "../other" }\n',
    files: otherCrate,
    change: change('crates/app/Cargo.toml', '"../other"', '"../other", version = "2"'),
    remedy: 'The log says who asks for it',
    follow: change('crates/app/Cargo.toml', 'version = "2"', 'version = "0.1"'),
    quick: true,
  },
  {
    id: 'STATIX_LOCKFILE_OUT_OF_DATE',
    files: otherCrate,
    change: change(
      'crates/app/Cargo.toml',
      '[dependencies]\n',
      '[dependencies]\nother = { path = "../other" }\n',
    ),
    remedy: 'Bring it up to date',
    quick: true,
  },
  {
    id: 'STATIX_LOCKFILE_MISSING',
    files: {},
    change: ({ root }) => {
      rmSync(join(root, 'Cargo.lock'));
    },
    remedy: 'Write it',
    quick: true,
  },
  {
    id: 'package-not-found',
    name: 'of this repository',
    dependencies: 'statix-remedies-part = { path = "../part" }\n',
    files: {
      'crates/part/Cargo.toml':
        '[package]\nname = "statix-remedies-part"\nversion = "0.1.0"\nedition = "2021"\n',
      'crates/part/src/lib.rs': '',
    },
    change: change(manifest, '{ path = "../part" }', '"0.1"'),
    remedy: 'If it is a package of this repository',
    follow: change(manifest, '"0.1"', '{ path = "../part" }'),
  },
  {
    id: 'no-lockfile',
    files: {},
    change: ({ root }) => {
      rmSync(join(root, 'Cargo.lock'));
    },
    run: { command: 'cargo build --locked' },
    remedy: 'Write it',
  },
  {
    id: 'lockfile-out-of-date',
    files: otherCrate,
    change: change(manifest, '[dependencies]\n', '[dependencies]\nother = { path = "../other" }\n'),
    run: { command: 'cargo build --locked' },
    remedy: 'Bring it up to date',
  },
  {
    id: 'lockfile-too-new',
    files: {},
    change: change('Cargo.lock', 'version = 4', 'version = 5'),
    run: { command: 'cargo build --locked' },
    remedy: 'Update the image, or write the lock file',
    follow: (workspace) => {
      rmSync(join(workspace.root, 'Cargo.lock'));
      typedInImage(workspace, 'cargo generate-lockfile --offline');
    },
  },
  {
    id: 'STATIX_LOCKFILE_MISSING',
    name: 'ignored',
    files: ignoresLock,
    change: checkOutElsewhere,
    remedy: 'If git ignores it',
    follow: takesOutAndWrites,
  },
  {
    id: 'no-lockfile',
    name: 'ignored',
    files: ignoresLock,
    change: checkOutElsewhere,
    run: { command: 'cargo build --locked' },
    remedy: 'If git ignores it',
    follow: takesOutAndWrites,
  },
  {
    id: 'not-fetched',
    dependencies: 'itoa = "1"\n',
    files: {},
    run: { command: 'cargo build --offline' },
    remedy: 'Run the build again',
    follow: () => undefined,
    runAfter: 'build',
  },
];
