// What users of a program get, of each validation program: is its bill of materials valid and complete, are packages
// from two folders the same bytes, does the OCI image run and verify, is the HTML page one file. Writes
// docs/evidence/shipped.md and .json.
//
//   node tools/evidence/shipped.mjs [program...]
//
// All programs if none is named. A program that is not in dist/static is built first. A run goes on where the one
// before it ended: what was found of the same program by the same commit is not looked at again, and stays on the page.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { execa, execaSync } from 'execa';
import * as prettier from 'prettier';
import { parse } from 'smol-toml';
import { run } from '../bootstrap/run.mjs';
import { commitOf } from './commit.mjs';
import { distinctiveTexts, shownBy } from './shipped/native-libraries.mjs';
import { outsideReferences } from './shipped/outside-references.mjs';
import { shippedPage } from './shipped/page.mjs';
import { ScratchWorkspace } from './shipped/scratch-workspace.mjs';
import { writePage } from './write-page.mjs';

const BATCH = 4;

const root = fileURLToPath(new URL('../..', import.meta.url));
const scratch = join(root, 'tmp/shipped');
const commit = commitOf(root, ['packages', 'images', 'e2e/validation', 'tools/evidence']);
const verifier = join(root, 'packages/verify/dist/cli/statix-verify.js');
const cycloneDx = new Validation.JsonStrictValidator(Spec.Version.v1dot6);

/** @type {{ name: string }[]} */
const programs = JSON.parse(readFileSync(join(root, 'e2e/validation/programs.json'), 'utf8'));
const names = programs.map(({ name }) => name);
const wanted = process.argv.slice(2);
const strangers = wanted.filter((name) => !names.includes(name));
if (strangers.length > 0) throw new Error(`no validation program: ${strangers.join(', ')}`);
const manifests = manifestsOf();

/** @type {readonly [ScratchWorkspace, ScratchWorkspace] | undefined} */
let workspaces;
/** @type {Map<string, Map<string, Set<string>>>} by image */
const textsOfImages = new Map();

mkdirSync(join(scratch, 'rows'), { recursive: true });
for (const name of wanted.length > 0 ? wanted : names) {
  if (existsSync(builtProgram(name))) continue;
  await run('npx', ['--no-install', 'nx', 'run', `${name}:static`], { cwd: root });
}
const pending = (wanted.length > 0 ? wanted : names).filter(
  (name) => knownRow(name)?.commit !== commit,
);
// Nx takes long to start, and a run that is ended loses what it did not look at.
for (let at = 0; at < pending.length; at += BATCH) {
  const batch = pending.slice(at, at + BATCH);
  const pair = await packaged(batch);
  for (const name of batch) {
    const row = await examine(name, pair);
    writeFileSync(rowPath(name), JSON.stringify(row));
    console.log(`${name}: ${row.faults.length === 0 ? 'holds' : row.faults.join('; ')}`);
  }
}
for (const { root: folder } of workspaces ?? []) rmSync(folder, { recursive: true, force: true });

const rows = names.flatMap((name) => knownRow(name) ?? []);
const untried = names.filter((name) => knownRow(name) === undefined);
const target = join(root, 'docs/evidence/shipped');
const json = JSON.stringify({ rows, untried });
writeFileSync(`${target}.json`, await prettier.format(json, { parser: 'json', printWidth: 100 }));
await writePage(`${target}.md`, shippedPage(rows, untried));
const faulty = rows.filter(({ faults }) => faults.length > 0);
console.log(
  `docs/evidence/shipped.md: ${rows.length} programs, ${faulty.length} with faults, ${untried.length} not tried`,
);
// What does not hold stands on the page, and the command fails all the same.
if (faulty.length > 0) process.exitCode = 1;

/** @param {string} name */
function builtProgram(name) {
  return join(root, 'dist/static', name, 'x86_64-unknown-linux-musl/release', name);
}

/** @param {string} name */
function rowPath(name) {
  return join(scratch, 'rows', `${name}.json`);
}

/** What was found of the program that is there, or, where none is there, of the last one. @param {string} name */
function knownRow(name) {
  if (!existsSync(rowPath(name))) return undefined;
  const row = JSON.parse(readFileSync(rowPath(name), 'utf8'));
  return !existsSync(builtProgram(name)) || row.built === stateOf(name) ? row : undefined;
}

/** @param {string} name @returns {string} of the program and all that the build wrote beside it */
function stateOf(name) {
  return digest(JSON.stringify(hashes(join(builtProgram(name), '..'))));
}

/**
 * Proves and packages programs in two folders.
 *
 * @param {readonly string[]} batch
 * @returns {Promise<readonly [ScratchWorkspace, ScratchWorkspace]>}
 */
async function packaged(batch) {
  const all = [...manifests.values()];
  workspaces ??= [
    new ScratchWorkspace(root, join(scratch, 'here'), all),
    new ScratchWorkspace(root, join(tmpdir(), 'statix-shipped', 'in-another-folder'), all),
  ];
  for (const workspace of workspaces) {
    for (const name of batch) workspace.take(name, join(builtProgram(name), '..'));
    await workspace.run(['verify-static', 'package-static'], batch);
  }
  return workspaces;
}

/** @param {string} name @param {readonly [ScratchWorkspace, ScratchWorkspace]} workspaces */
async function examine(name, [here, elsewhere]) {
  const bill = await examineBill(name, here);
  const packages = await examinePackages(name, here, elsewhere);
  const image = await examineImage(name, here);
  const page = examinePage(name, here);
  const parts = [bill, packages, image, page];
  return {
    name,
    commit,
    built: stateOf(name),
    sha256: digest(readFileSync(builtProgram(name))),
    ...{ bill, packages, image, page },
    faults: parts.flatMap(({ faults }) => faults),
  };
}

/** @param {string} name @param {ScratchWorkspace} workspace */
async function examineBill(name, workspace) {
  const text = readFileSync(join(workspace.folder('verify', name), `${name}.cdx.json`), 'utf8');
  const invalid = await cycloneDx.validate(text);
  const bill = JSON.parse(text);
  // Rust's standard library, with its crates, is in every program: no oracle for it here.
  const native = bill.components.filter(
    (/** @type {any} */ one) =>
      one['bom-ref'].startsWith('library:') && !one.name.startsWith('rust-std'),
  );
  const { shown, faint, unknownFiles } = shownBy(
    readFileSync(builtProgram(name)),
    await textsOfImage(name),
  );
  const listed = new Set(native.map((/** @type {any} */ one) => one.name));
  const missing = shown.filter(({ library }) => !listed.has(library)).map(({ library }) => library);
  /** @type {string[]} */
  const complete = (bill.compositions ?? []).map((/** @type {any} */ one) => one.aggregate);
  const seen = new Set(shown.map(({ library }) => library));
  return {
    components: bill.components.length,
    native: native.length,
    ...{ shown, faint, missing, unknownFiles },
    unseen: [...listed].filter((one) => !seen.has(one)).sort(),
    faults: [
      ...(invalid === null ? [] : ['the bill of materials is not valid by the schema']),
      ...complete
        .filter((one) => one !== 'complete')
        .map((one) => `the bill says that it is ${one}`),
      ...missing.map((library) => `${library} is missing in the bill of materials`),
      ...unknownFiles.map((file) => `nobody’s file: ${file}`),
    ],
  };
}

/** The archives of the image that a program was built in. @param {string} name */
async function textsOfImage(name) {
  const { image } = JSON.parse(readFileSync(`${builtProgram(name)}.build.json`, 'utf8'));
  const known = textsOfImages.get(image.reference);
  if (known !== undefined) return known;
  const folder = join(scratch, 'image');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const container = await docker('create', '--network=none', image.reference, 'true');
  try {
    await docker('cp', `${container}:/opt/statix/contract.json`, folder);
    const { sysroot, libraries } = JSON.parse(readFileSync(join(folder, 'contract.json'), 'utf8'));
    await docker('cp', `${container}:${sysroot}/usr/lib`, folder);
    const archives = libraries.map((/** @type {any} */ { component, archive }) => ({
      component,
      bytes: readFileSync(join(folder, 'lib', basename(archive))),
    }));
    const texts = distinctiveTexts(archives);
    textsOfImages.set(image.reference, texts);
    return texts;
  } finally {
    await docker('rm', container);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} name @param {ScratchWorkspace} here @param {ScratchWorkspace} elsewhere */
async function examinePackages(name, here, elsewhere) {
  const [one, other] = [here, elsewhere].map((workspace) =>
    hashes(workspace.folder('package', name)),
  );
  const files = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  const different = files.filter((file) => one[file] !== other[file]);
  const archives = Object.keys(one).filter((file) => /^[^/]+\.(?:tar\.gz|zip|deb)$/.test(file));
  const paths = archives.map((archive) => join(here.folder('package', name), archive));
  const verified = await verify(...paths);
  const layouts = Object.keys(one).filter((file) => file.endsWith('/oci-layout'));
  return {
    files: files.length,
    different,
    formats: archives.length + layouts.length,
    faults: [
      ...different.map((file) => `${file} differs between two folders`),
      ...(verified.exitCode === 0 ? [] : ['statix-verify does not pass what is in the packages']),
      ...(archives.length === 3 && layouts.length === 1 ? [] : ['a format is missing']),
    ],
  };
}

/** @param {string} name @param {ScratchWorkspace} workspace */
async function examineImage(name, workspace) {
  const reference = `statix-test.local/shipped-${name}:${process.pid}`;
  const taken = join(scratch, 'taken');
  rmSync(taken, { recursive: true, force: true });
  mkdirSync(taken);
  const faults = [];
  try {
    await workspace.run(['package-load'], [name], `--reference=${reference}`);
    const { args, writablePaths = [], expectedExitCode, expectedStdout } = expectations(name);
    const options = ['--rm', '--network=none', '--read-only', '--cap-drop=ALL', '--memory=128m'];
    const folders = writablePaths.map((/** @type {string} */ path) => `--tmpfs=${path}:mode=1777`);
    const ran = await execa('docker', ['run', ...options, ...folders, reference, ...args], {
      reject: false,
      timeout: 60_000,
    });
    if (ran.exitCode !== expectedExitCode) faults.push(`the image ends with ${ran.exitCode}`);
    if (!new RegExp(expectedStdout, 'm').test(ran.stdout))
      faults.push('the image says something else');
    const container = await docker('create', '--network=none', reference);
    try {
      await docker('cp', `${container}:/usr/bin/${name}`, join(taken, name));
    } finally {
      await docker('rm', container);
    }
    if (digest(readFileSync(join(taken, name))) !== digest(readFileSync(builtProgram(name))))
      faults.push('the program in the image is another than that in dist/static');
    const verified = await verify(join(taken, name));
    if (verified.exitCode !== 0 || !verified.stdout.includes('PASS'))
      faults.push('statix-verify does not pass the program of the image');
    return { args: args.length, faults };
  } finally {
    await execa('docker', ['rmi', '--force', reference], { reject: false });
    rmSync(taken, { recursive: true, force: true });
  }
}

/** @param {string} name @param {ScratchWorkspace} workspace */
function examinePage(name, workspace) {
  const path = join(workspace.folder('package', name), `${name}.verify.html`);
  if (!existsSync(path)) return { size: 0, references: [], faults: ['there is no HTML page'] };
  const html = readFileSync(path, 'utf8');
  const references = outsideReferences(html);
  const faults = references.map((reference) => `the HTML page refers to ${reference}`);
  if (!html.includes(digest(readFileSync(builtProgram(name)))))
    faults.push('the HTML page does not name the program’s sha256');
  return { size: Buffer.byteLength(html), references, faults };
}

/** What `npx @statix/verify` runs. @param {string[]} files */
async function verify(...files) {
  return execa(process.execPath, [verifier, ...files], { cwd: scratch, reject: false });
}

/** @param {string[]} args */
async function docker(...args) {
  return (await execa('docker', args)).stdout.trim();
}

/** @param {string} name */
function expectations(name) {
  const manifest = /** @type {any} */ (
    parse(readFileSync(join(root, manifests.get(name) ?? ''), 'utf8'))
  );
  return manifest.package.metadata.statix['verify-static'];
}

/** @returns {Map<string, string>} by program, relative */
function manifestsOf() {
  const { stdout } = execaSync('git', ['ls-files', '*/Cargo.toml'], {
    cwd: join(root, 'e2e/validation'),
  });
  const found = stdout.split('\n').map((file) => join('e2e/validation', file));
  return new Map(
    found.flatMap((file) => {
      const manifest = /** @type {any} */ (parse(readFileSync(join(root, file), 'utf8')));
      const name = manifest.package?.name;
      return names.includes(name) ? [/** @type {[string, string]} */ ([name, file])] : [];
    }),
  );
}

/** @param {string} folder @returns {Record<string, string>} sha256 by path */
function hashes(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((path) => statSync(path).isFile())
    .sort();
  return Object.fromEntries(
    files.map((path) => [relative(folder, path), digest(readFileSync(path))]),
  );
}

/** @param {string | Buffer} content */
function digest(content) {
  return createHash('sha256').update(content).digest('hex');
}
