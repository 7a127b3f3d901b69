import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { PackageWorkspace } from '../../testing/package-workspace.js';
import packageExecutor from './executor.js';

let workspace: PackageWorkspace;
let others: PackageWorkspace[];
let out: string;
let err: string;

beforeEach(() => {
  workspace = new PackageWorkspace();
  others = [];
  out = '';
  err = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
});
afterEach(() => {
  jest.restoreAllMocks();
  for (const one of [workspace, ...others]) one.remove();
});

const manifest = 'crates/app/Cargo.toml';
const base = 'app-1.2.0-rc.1-x86_64-unknown-linux-musl';
const everything = {
  formats: ['tar.gz', 'zip', 'deb', 'oci', 'oci-archive'],
  files: ['README.md', 'man', 'completions/*.bash'],
};

async function succeed(options: object = {}, inWorkspace = workspace): Promise<void> {
  const outcome = await packageExecutor({ manifest, ...options }, inWorkspace.context());
  expect([outcome, err]).toEqual([{ success: true }, '']);
}

/** The code of the error that is printed; nothing may be left that says something was packaged. */
async function failure(options: object = {}, context = workspace.context()): Promise<string> {
  out = '';
  err = '';
  expect(await packageExecutor({ manifest, ...options }, context)).toEqual({ success: false });
  expect(workspace.written().filter((name) => name.endsWith('.package.json'))).toEqual([]);
  const [code = ''] = /STATIX_[A-Z_]+/.exec(out + err) ?? [];
  err = '';
  return code;
}

function list(program: string, args: readonly string[]): string {
  const env = { ...process.env, TZ: 'UTC' };
  return execFileSync(program, args, { cwd: workspace.packages, encoding: 'utf8', env });
}

test('archives, a Debian package and an image, of the proven bytes; two folders give the same bytes', async () => {
  const other = new PackageWorkspace();
  others.push(other);
  await succeed(everything);
  await succeed(everything, other);
  expect(workspace.written()).toEqual(other.written());
  for (const name of workspace.written()) {
    expect([name, workspace.read(name).equals(other.read(name))]).toEqual([name, true]);
  }
  const program = readFileSync(workspace.at('static', 'app'));
  const folder = join(workspace.root, 'unpacked');
  mkdirSync(folder);
  for (const [command, args] of [
    ['tar', ['-xpf', `${base}.tar.gz`, '-C', folder]],
    ['unzip', ['-q', `${base}.zip`, '-d', join(folder, 'zip')]],
  ] as const) {
    list(command, args);
  }
  for (const at of [join(folder, base), join(folder, 'zip', base)]) {
    expect(readFileSync(join(at, 'app')).equals(program)).toBe(true);
    expect(readFileSync(join(at, 'man/app.1'), 'utf8')).toBe('.TH APP 1\n');
    expect(readFileSync(join(at, 'app.notices.txt'), 'utf8')).toBe('Notices of app\n');
  }
  list('sha256sum', ['--check', '--strict', 'SHA256SUMS']);
  expect(readFileSync(join(workspace.packages, 'SHA256SUMS'), 'utf8')).toContain(
    `${base}.oci/index.json`,
  );
});

test('entries have one time, one owner and normal modes', async () => {
  execFileSync('chmod', ['777', join(workspace.root, 'crates/app/LICENSE')]);
  await succeed(everything);
  const names = list('tar', ['--numeric-owner', '-tvf', `${base}.tar.gz`])
    .trim()
    .split('\n');
  expect(names.filter((line) => !/ 0\/0 .* 1980-01-01 00:00 /.test(line))).toEqual([]);
  const mode = (name: string) => names.find((line) => line.endsWith(`/${name}`))?.slice(0, 10);
  expect([mode('app'), mode('LICENSE')]).toEqual(['-rwxr-xr-x', '-rw-r--r--']);
  // zipinfo: what Unix makes of it.
  expect(list('unzip', ['-Z', `${base}.zip`])).toMatch(/-rwxr-xr-x .* 80-Jan-01 00:00 .*\/app\n/);
  const gzip = workspace.read(`${base}.tar.gz`);
  expect(gzip.subarray(0, 10).toString('hex')).toBe('1f8b08000000000002ff');
});

test('the Debian package is what dpkg reads', async () => {
  await succeed(everything);
  const deb = 'app_1.2.0~rc.1-1_amd64.deb';
  const field = (name: string) => list('dpkg-deb', ['--field', deb, name]).trim();
  expect(['Package', 'Version', 'Architecture', 'Maintainer', 'Description'].map(field)).toEqual([
    'app',
    '1.2.0~rc.1-1',
    'amd64',
    'Ada <ada@example.org>',
    'Says hello',
  ]);
  const contents = list('dpkg-deb', ['--contents', deb]);
  for (const path of [
    './usr/bin/app',
    './usr/share/man/man1/app.1.gz',
    './usr/share/bash-completion/completions/app',
    './usr/share/doc/app/copyright',
    './usr/share/doc/app/README.md',
  ]) {
    expect(contents).toContain(` ${path}\n`);
  }
  const folder = join(workspace.root, 'debian');
  list('dpkg-deb', ['--raw-extract', deb, folder]);
  execFileSync('md5sum', ['--check', 'DEBIAN/md5sums'], { cwd: folder });
  const page = readFileSync(join(folder, 'usr/share/man/man1/app.1.gz'));
  expect(gunzipSync(page).toString()).toBe('.TH APP 1\n');
  expect(readFileSync(join(folder, 'usr/share/doc/app/copyright'), 'utf8')).toContain(
    'The licence.',
  );
});

test('what an earlier version left is gone, and a failure leaves nothing that says it was packaged', async () => {
  await succeed();
  expect(workspace.written()).toContain(`${base}.zip`);
  writeFileSync(workspace.at('static', 'app'), 'changed');
  expect(await failure()).toBe('STATIX_ELF_NOT_ELF');
  expect(workspace.written()).toEqual([]);
});

test('of stamped and packed programs the last is packaged, and its documents lead to the build', async () => {
  workspace.addMade('stamped', workspace.hashOf('static'));
  workspace.addMade('upx', workspace.hashOf('stamped'));
  await succeed({ stamped: true, packed: true });
  expect(out).toContain(workspace.hashOf('upx').sha256);
  workspace.addMade('upx', workspace.hashOf('static'));
  expect(await failure({ stamped: true, packed: true })).toBe('STATIX_NOT_VERIFIED');
});

test('where packing has delivered the original, that is packaged', async () => {
  workspace.addUnpacked();
  expect(workspace.hashOf('upx')).toEqual(workspace.hashOf('static'));
  await succeed({ packed: true });
  expect(out).toContain(
    `sha256 ${workspace.hashOf('static').sha256}, as compress-static proved it`,
  );
});

describe('refused', () => {
  test('attack: another program that its manifest calls the original', async () => {
    workspace.addUnpacked('static');
    expect(await failure({ packed: true })).toBe('STATIX_NOT_VERIFIED');
  });

  test('attack: a packed program that was built and that its manifest calls the original', async () => {
    // Its documents all agree; only its headers tell.
    workspace.addProgram('app', { fixture: 'packed-static' });
    workspace.addUnpacked('packed-static');
    expect(await failure({ packed: true })).toBe('STATIX_NOT_VERIFIED');
  });

  test('attack: a program that was changed after it was proven', async () => {
    appendFileSync(workspace.at('static', 'app'), 'x');
    expect(await failure()).toBe('STATIX_NOT_VERIFIED');
  });

  test('attack: a program and a build manifest that were exchanged together', async () => {
    const report = readFileSync(`${workspace.at('verify', 'app')}.verify.json`);
    workspace.addProgram('app', { fixture: 'static' });
    writeFileSync(`${workspace.at('verify', 'app')}.verify.json`, report);
    expect(await failure()).toBe('STATIX_NOT_VERIFIED');
  });

  test('attack: a dynamic program whose report says that it is static', async () => {
    workspace.addProgram('app', { fixture: 'dynamic-musl' });
    expect(await failure()).toBe('STATIX_NOT_VERIFIED');
  });

  test('a program that failed verification, and one that nobody verified', async () => {
    workspace.addProgram('app', { report: { verdict: 'fail' } });
    expect(await failure()).toBe('STATIX_NOT_VERIFIED');
    rmSync(`${workspace.at('verify', 'app')}.verify.json`);
    expect(await failure()).toBe('STATIX_DOCUMENT_MISSING');
  });

  test('attack: a link in the place of the program', async () => {
    const path = workspace.at('static', 'app');
    execFileSync('mv', [path, `${path}.elsewhere`]);
    symlinkSync(`${path}.elsewhere`, path);
    expect(await failure()).toBe('STATIX_PACKAGE_FILE_REFUSED');
  });

  test('evidence of another program', async () => {
    writeFileSync(`${workspace.at('verify', 'app')}.cdx.json`, '{"sha256":"0"}');
    expect(await failure()).toBe('STATIX_PACKAGE_EVIDENCE_DIFFERS');
    const { sha256 } = workspace.hashOf('static');
    writeFileSync(`${workspace.at('verify', 'app')}.cdx.json`, JSON.stringify({ sha256 }));
    await succeed();
    expect(workspace.written()).toContain('app.cdx.json');
  });

  test.each(['../secret', 'a/../../secret', '/etc/passwd', './x', 'a\\b', '!x', 'a/..'])(
    'attack: files leads out of the package: %s',
    async (pattern) => {
      expect(await failure({ files: [pattern] })).toBe('STATIX_OPTION_INVALID');
    },
  );

  test.each([
    ['a link to a file', 'link.md', 'link.md'],
    ['a link to a file, by a glob', 'link.md', '*.md'],
    ['a folder that is a link', 'folder', 'folder/passwd'],
    ['a link below a folder', 'docs/link.md', 'docs'],
  ])('attack: %s', async (_name, path, pattern) => {
    const link = join(workspace.root, 'crates/app', path);
    mkdirSync(join(link, '..'), { recursive: true });
    symlinkSync(path === 'folder' ? '/etc' : '/etc/passwd', link);
    expect(await failure({ files: [pattern] })).toBe('STATIX_PACKAGE_FILE_REFUSED');
  });

  test('attack: names that a terminal or an unpacker would take for something else', async () => {
    workspace.write('crates/app/docs/a\nb', '');
    expect(await failure({ files: ['docs'] })).toBe('STATIX_PACKAGE_NAME_INVALID');
  });

  test('a file that Nx does not hash, one that is not there, and two of one name', async () => {
    workspace.write('.gitignore', '/dist\n*.gen\n');
    workspace.write('crates/app/x.gen', '');
    expect(await failure({ files: ['x.gen'] })).toBe('STATIX_PACKAGE_FILE_IGNORED');
    expect(await failure({ files: ['CHANGES*'] })).toBe('STATIX_PACKAGE_FILE_MISSING');
    workspace.write('crates/app/app', '');
    expect(await failure({ files: ['app'] })).toBe('STATIX_PACKAGE_NAME_CLASH');
  });

  test('files that are not in the hash of a cached task', async () => {
    const inputs = [
      '{projectRoot}/Cargo.toml',
      ...['LICENSE*', 'LICENCE*', 'COPYING*', 'COPYRIGHT*', 'NOTICE*', 'UNLICENSE*'].map(
        (glob) => `{workspaceRoot}/crates/app/${glob}`,
      ),
    ];
    const context = workspace.context(inputs);
    expect(await packageExecutor({ manifest }, context)).toEqual({ success: true });
    const files = ['README.md'];
    expect(await failure({ files }, context)).toBe('STATIX_INPUT_NOT_HASHED');
    const negated = workspace.context([...inputs, '!{projectRoot}/LICENSE']);
    expect(await failure({}, negated)).toBe('STATIX_INPUT_NOT_HASHED');
  });

  test('attack: fields of Cargo.toml that would be fields of the Debian package', async () => {
    const path = join(workspace.root, manifest);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('"Says hello"', '"Says hello\\nDepends: evil"'));
    await succeed({ formats: ['deb'] });
    const deb = 'app_1.2.0~rc.1-1_amd64.deb';
    expect(list('dpkg-deb', ['--field', deb])).not.toMatch(/^Depends:/m);
    writeFileSync(path, text.replace('Ada <', 'Ada\\nDepends: evil <'));
    expect(await failure({ formats: ['deb'] })).toBe('STATIX_DEB_FIELD');
  });

  test('a version that is not the one that was built', async () => {
    const path = join(workspace.root, manifest);
    writeFileSync(path, readFileSync(path, 'utf8').replace('1.2.0-rc.1', '1.2.0'));
    expect(await failure()).toBe('STATIX_PACKAGE_VERSION_DIFFERS');
  });

  test('attack: a private key among the certificates', async () => {
    workspace.write('ca.pem', '-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n');
    const options = { formats: ['oci'], container: { certificates: 'ca.pem' } };
    expect(await failure(options)).toBe('STATIX_OCI_CERTIFICATES');
  });
});
