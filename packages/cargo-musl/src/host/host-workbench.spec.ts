import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { errorOf, statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { tinyProgram } from '@statix/engine/testing/tiny-program';
import { renderTests } from '../executors/test/report-tests.js';
import { filesOf } from '../testing/files-of.js';
import { BuildWorkspace } from '../testing/build-workspace.js';
import { cargoWorkspace, crate, mainFile } from '../testing/hostile-crates.js';
import { OwnImage } from '../testing/own-image.js';
import { withTaskEnvironment } from '../testing/task-environment.js';

const newFolder = temporaryFolders();
withTaskEnvironment(newFolder);
const triple = 'x86_64-unknown-linux-musl';
const main = 'crates/app/src/main.rs';
const tokens = {
  GITHUB_TOKEN: 'ghs-1f6e',
  ACTIONS_RUNTIME_TOKEN: 'eyJ-9b',
  npm_config__auth: 'c2',
};
const started = 'it has started';
const registry = 'sparse+https://crates.corp.example/index/';

/** Of a program with a crate of a private registry. */
const locked = `
[[package]]
name = "private"
version = "0.1.0"
dependencies = ["corp-words"]

[[package]]
name = "corp-words"
version = "1.0.0"
source = "${registry}"
checksum = "${'0'.repeat(64)}"
`;

let workspace: BuildWorkspace;
let image: OwnImage;
let shown: (text: string) => void;

// One for all: Nx lists the files of a workspace once for a process.
beforeAll(async () => {
  workspace = await BuildWorkspace.create({
    ...cargoWorkspace(['app', 'second'], locked),
    ...crate('app', { 'src/main.rs': mainFile }),
    ...crate('second', { 'src/main.rs': mainFile }),
    ...crate(
      'private',
      { 'src/main.rs': mainFile },
      '[dependencies]\ncorp-words = { version = "1", registry = "corp" }\n',
    ),
    '.cargo/config.toml': `[registries.corp]\nindex = "${registry}"\n`,
  });
});

beforeEach(() => {
  Object.assign(process.env, tokens, { NX_DAEMON: 'false', STATIX_STATE_DIR: newFolder() });
  process.env['DOCKER_HOST'] = 'unix:///nobody/is/here.sock';
  image = new OwnImage(realpathSync(newFolder()), workspace.identity.identity);
  image.write('made', tinyProgram({ print: 'made' }));
  image.cargo('build', makes('app'));
  workspace.imageRoot = image.root;
  workspace.reported.length = 0;
  shown = () => undefined;
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    shown(String(text));
    return true;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
  rmSync(join(workspace.root, 'dist'), { recursive: true, force: true });
});

afterAll(() => {
  rmSync(workspace.root, { recursive: true });
});

const release = (): string => join(image.paths.target, triple, 'release');

/** What cargo does that makes a program. */
const makes = (name: string): string =>
  `mkdir -p ${release()} && cp ${image.root}/made ${release()}/${name} && chmod 755 ${release()}/${name}`;

const build = (project = 'app', options: Record<string, unknown> = {}, signal?: AbortSignal) =>
  workspace.build(project, { runsOn: 'host', ...options }, signal);

function built(): string[] {
  const folder = join(workspace.root, 'dist/static/app', triple, 'release');
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

async function refusal(options: Record<string, unknown> = {}): Promise<string> {
  return (await statixErrorOf(build('app', options))).code;
}

test('builds without an engine, and says in its output and the manifest that there is no isolation', async () => {
  image.cargo(
    'build',
    `cat ${main} > ${image.root}/seen/main; stat -c '%a %Y' ${main} crates > ${image.root}/seen/facts; pwd > ${image.root}/seen/place; ${makes('app')}`,
  );
  const [manifest] = await build();
  expect(manifest).toMatchObject({ isolation: 'none', binary: { name: 'app' } });
  expect(built()).toEqual(filesOf('app'));
  expect(workspace.reported.filter((line) => line.startsWith('ISOLATION NONE'))).toHaveLength(1);
  const seen = (name: string) => readFileSync(join(image.root, 'seen', name), 'utf8').trim();
  expect(seen('main')).toBe(mainFile.trim());
  // A source has the time of this build; the folders above the packages a constant one.
  expect(seen('facts').split('\n')).toEqual([
    expect.stringMatching(/^644 1[789]\d{8}$/),
    '755 315532800',
  ]);
  expect(seen('place')).toBe(image.paths.workspace);
  expect(image.seen('build', 'arguments')).toContain('--offline');
  // As they were.
  expect(readdirSync(image.paths.workspace)).toEqual([]);
  expect(image.has('statix/target/.statix/home')).toBe(false);
});

test('the sockets of a network are refused to a build, and not to a fetch or where it asks for them', async () => {
  await build();
  const refused = `--seccomp-filter ${image.paths.target}/.statix/home/no-network.seccomp`;
  expect(image.seen('build', 'setpriv')).toBe(`--pdeathsig KILL --no-new-privs ${refused}`);
  expect(image.seen('fetch', 'setpriv')).toBe('--pdeathsig KILL --no-new-privs');
  await build('app', { buildNetwork: true });
  expect(image.seen('build', 'setpriv')).not.toContain('seccomp');
});

test('attack: a build looks for the tokens of the CI job in its environment', async () => {
  await build('app', { environment: { DECLARED: 'yes' } });
  for (const command of ['fetch', 'build'] as const)
    for (const token of Object.values(tokens)) {
      expect(image.seen(command, 'env')).not.toContain(token);
    }
  const names = image
    .seen('build', 'env')
    .split('\n')
    .map((line) => line.slice(0, line.indexOf('=')));
  // All that a container would get; PWD is the shell's own.
  expect(names.filter((name) => name !== 'PWD' && name !== '_')).toEqual([
    ...['CARGO_BUILD_BUILD_DIR', 'CARGO_HOME', 'CARGO_TERM_COLOR', 'CARGO_TERM_PROGRESS_WHEN'],
    ...['CONST_RANDOM_SEED', 'DECLARED', 'HOME', 'HOSTNAME', 'OF_IMAGE', 'PATH', 'RUSTC'],
    ...['RUSTC_WORKSPACE_WRAPPER', 'RUSTC_WRAPPER', 'SOURCE_DATE_EPOCH', 'TERM'],
    '__CARGO_DEFAULT_LIB_METADATA',
  ]);
});

test('attack: a build looks for the credentials of the fetch, which were in memory alone', async () => {
  const secret = 'c0rp-t0ken-9b1f6e';
  process.env['CARGO_REGISTRIES_CORP_INDEX'] = registry;
  process.env['CARGO_REGISTRIES_CORP_TOKEN'] = secret;
  const shared = (name: string): string =>
    `find /dev/shm -maxdepth 1 -name 'statix-*' -user $(id -u) > ${image.root}/seen/${name}`;
  image.cargo(
    'fetch',
    `${shared('before')}; for i in $(cat ${image.root}/seen/before); do stat -c %a $i; cat $(find $i -type f); done > ${image.root}/seen/secrets`,
  );
  image.cargo('build', `${shared('after')}; ${makes('private')}`);
  await build('private');
  const seen = (name: string) => readFileSync(join(image.root, 'seen', name), 'utf8');
  expect(seen('secrets')).toContain(secret);
  expect(seen('secrets')).toMatch(/^700$/m);
  const own = seen('before').trim().split('\n');
  expect(own.filter((folder) => existsSync(folder) || seen('after').includes(folder))).toEqual([]);
  for (const command of ['fetch', 'build'] as const)
    expect(image.seen(command, 'env')).not.toContain(secret);
});

test('attack: a build leaves a link in the place of the program', async () => {
  image.cargo('build', `${makes('kept')}; ln -s kept ${release()}/app`);
  expect(await refusal()).toBe('STATIX_CONTAINER_FILE_REFUSED');
  expect(built()).toEqual([]);
  image.cargo('build', makes('app'));
  await build();
  expect(built()).toEqual(filesOf('app'));
});

test('attack: a build leaves a link in the place of the folder of the program', async () => {
  const elsewhere = newFolder();
  image.cargo(
    'build',
    `${makes('app')}; mv ${release()}/app ${elsewhere}; rmdir ${release()}; ln -s ${elsewhere} ${release()}`,
  );
  expect(await refusal()).toBe('STATIX_CONTAINER_FILE_REFUSED');
  // And what is there is not removed for the next build, which makes room for its own.
  image.cargo('build', makes('app'));
  await build();
  expect(readdirSync(elsewhere)).toEqual(['app']);
});

test('attack: a build puts a link in the place of the workspace: what it leads to is not emptied', async () => {
  const elsewhere = newFolder();
  image.cargo(
    'build',
    `echo 1 > ${elsewhere}/mine; rm -r ${image.paths.workspace}; ln -s ${elsewhere} ${image.paths.workspace}`,
  );
  expect(await refusal()).toBe('STATIX_RUNNER_PLACE_UNUSABLE');
  expect(readdirSync(elsewhere)).toEqual(['mine']);
});

test('attack: a build puts a link in the place of what Statix keeps: what it leads to is not touched', async () => {
  const elsewhere = newFolder();
  const own = join(image.paths.target, '.statix');
  image.cargo(
    'build',
    `mkdir ${elsewhere}/home; echo 1 > ${elsewhere}/home/mine; mv ${own} ${own}-away; ln -s ${elsewhere} ${own}`,
  );
  expect(await refusal()).toBe('STATIX_RUNNER_PLACE_UNUSABLE');
  expect(readdirSync(join(elsewhere, 'home'))).toEqual(['mine']);
});

test('attack: a program that cargo does not make this time gives no file of yesterday', async () => {
  await build();
  image.cargo('build', '');
  expect(await refusal()).toBe('STATIX_BINARY_NOT_BUILT');
});

test('what was compiled stays for the project, and no other gets it', async () => {
  const look = `ls ${image.paths.target} > ${image.root}/seen/target`;
  const found = (): string => readFileSync(join(image.root, 'seen/target'), 'utf8').trim();
  image.cargo('build', `${look}; ${makes('app')}`);
  await build();
  await build();
  expect(found()).toBe(triple);
  image.cargo('build', `${look}; ${makes('second')}`);
  await build('second');
  // The folder that the output goes to is there, and empty.
  expect(found()).toBe(triple);
  image.cargo('build', `ls ${release()} > ${image.root}/seen/target; ${makes('app')}`);
  await build();
  expect(found()).toBe('');
});

test.each(['workspace', 'statix/target'])(
  'what somebody has in /%s is not removed, and refused',
  async (folder) => {
    image.write(`${folder}/mine`, 'mine');
    const { code, remedies } = await statixErrorOf(build());
    expect(code).toBe('STATIX_RUNNER_PLACE_TAKEN');
    expect(remedies[0]?.text).toContain('WORKDIR /src');
    expect(image.has(`${folder}/mine`)).toBe(true);
    rmSync(join(image.root, folder, 'mine'));
    await build();
  },
);

test.each(['statix/cargo/config.toml', 'statix/cargo/credentials.toml', '.cargo/config.toml'])(
  'attack: /%s of the image would decide how cargo builds',
  async (path) => {
    image.write(path, '');
    expect(await refusal()).toBe('STATIX_RUNNER_PLACE_TAKEN');
  },
);

test('a link in the place of a folder of the image is refused', async () => {
  const elsewhere = newFolder();
  rmSync(image.paths.workspace, { recursive: true });
  symlinkSync(elsewhere, image.paths.workspace);
  expect(await refusal()).toBe('STATIX_RUNNER_PLACE_UNUSABLE');
});

test('what a killed build has left is removed by the next one', async () => {
  await build();
  image.write('statix/target/.statix/began', '');
  image.write('workspace/left', '');
  await build();
  expect(readdirSync(image.paths.workspace)).toEqual([]);
});

test('fault: killed while cargo builds: nothing of its group goes on, and the workspace is empty', async () => {
  const controller = new AbortController();
  shown = (text) => {
    if (text.includes(started)) controller.abort(new Error('enough'));
  };
  image.cargo(
    'build',
    `sleep 1000 & echo $! > ${image.root}/seen/child; echo $$ > ${image.root}/seen/own; echo '${started}'; wait`,
  );
  expect(String(await errorOf(build('app', {}, controller.signal)))).toBe('Error: enough');
  for (const name of ['child', 'own'])
    expect(isAlive(readFileSync(join(image.root, 'seen', name), 'utf8'))).toBe(false);
  expect(readdirSync(image.paths.workspace)).toEqual([]);
});

test('a process that is left behind in its group holds up no build', async () => {
  image.cargo('build', `${makes('app')}; sleep 1000 & echo $! > ${image.root}/seen/child`);
  await build();
  expect(isAlive(readFileSync(join(image.root, 'seen/child'), 'utf8'))).toBe(false);
});

test('a check runs there too, and is told of what is found', async () => {
  const message = { level: 'warning', message: 'no', code: { code: 'unused' }, spans: [] };
  const line = JSON.stringify({ reason: 'compiler-message', message });
  image.cargo('check', `printf '%s\\n' '${line}'`);
  const found = await workspace.check('app', { runsOn: 'host' });
  expect(found.map(({ level }) => level)).toEqual(['warning']);
  expect(image.seen('check', 'setpriv')).toContain('--seccomp-filter');
  expect(workspace.reported.join('\n')).toContain('ISOLATION NONE');
});

/** As cargo and libtest print it; nothing where cargo only compiles. */
const tests = (status: 'ok' | 'FAILED', script = ''): string => `
  for word; do if [ "$word" = --no-run ]; then exit 0; fi; done
  ${script}
  echo "     Running unittests src/main.rs (target/debug/deps/app-5a9af38ec7f24843)" >&2
  printf '\\nrunning 2 tests\\ntest one ... ok\\ntest two ... ${status}\\n'
  [ ${status} = ok ] || { printf '\\ntest result: FAILED. 1 passed; 1 failed; 0 ignored\\n'; exit 101; }
  printf '\\ntest result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\\n'`;

const junit = (): string =>
  readFileSync(join(workspace.root, 'dist/test/app', triple, 'test/junit.xml'), 'utf8');

test('tests run there too: without a network, without the tokens of the job, and with their results', async () => {
  image.cargo('test', tests('ok', `ls > ${image.root}/seen/place`));
  const { suites } = await workspace.test('app', { runsOn: 'host' });
  const cases = suites?.flatMap((suite) => suite.cases.map(({ name, status }) => [name, status]));
  expect(cases).toEqual([
    ['one', 'passed'],
    ['two', 'passed'],
  ]);
  expect(junit()).toContain('<testcase name="two" classname="unittests src/main.rs"/>');
  expect(workspace.reported.filter((line) => line.startsWith('ISOLATION NONE'))).toHaveLength(1);
  const filter = `--seccomp-filter ${image.paths.target}/.statix/home/no-network.seccomp`;
  expect(image.seen('test', 'outer.setpriv')).toBe(`--pdeathsig KILL --no-new-privs ${filter}`);
  expect(image.seen('test', 'setpriv')).toBe(`--no-new-privs ${filter}`);
  for (const value of Object.values(tokens)) expect(image.seen('test', 'env')).not.toContain(value);
  expect(readFileSync(join(image.root, 'seen/place'), 'utf8')).toContain('crates');
  expect(readdirSync(image.paths.workspace)).toEqual([]);
});

test('the line of the tests says that there was no isolation, as that of a program does', () => {
  const options = { profile: 'test', network: 'none', runsOn: 'host' } as const;
  expect(renderTests([], options)).toMatch(/  RUN WITHOUT ISOLATION$/);
  expect(renderTests(undefined, options)).toMatch(/  COMPILED WITHOUT ISOLATION$/);
  expect(renderTests([], { ...options, runsOn: 'container' })).not.toContain('ISOLATION');
});

test('as a task it asks no engine, and a machine that is not the image is refused', async () => {
  let err = '';
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
  // An executor goes by the machine that this process runs on.
  const ended = await workspace.runAsTask('test', 'app', { runsOn: 'host' });
  expect(ended).toEqual({ success: false });
  expect(err.match(/^STATIX_\w+/gm)).toEqual(['STATIX_RUNNER_NOT_IN_IMAGE']);
});

test('tests that fail are named, with remedies that hold on this machine', async () => {
  image.cargo('test', tests('FAILED', 'echo "Address family not supported (os error 97)"'));
  const error = await statixErrorOf(workspace.test('app', { runsOn: 'host' }));
  expect(error.code).toBe('STATIX_TESTS_FAILED');
  expect(error.excerpt).toEqual(['two  (unittests src/main.rs)']);
  expect(error.remedies[0]?.text).toContain('leave out `runsOn`');
  expect(junit()).toContain('<failure');
});

test('what a run of tests leaves in CARGO_TARGET_TMPDIR no other finds', async () => {
  const temporary = join(image.paths.target, triple, 'tmp');
  image.cargo(
    'test',
    tests('ok', `ls ${temporary} > ${image.root}/seen/found; touch ${temporary}/left`),
  );
  const found = (): string => readFileSync(join(image.root, 'seen/found'), 'utf8');
  for (let run = 0; run < 2; run += 1) {
    await workspace.test('app', { runsOn: 'host' });
    expect(found()).toBe('');
    expect(existsSync(temporary)).toBe(false);
  }
});

test('attack: tests leave a link in the place of a folder that is emptied, or of one above', async () => {
  const elsewhere = newFolder();
  writeFileSync(join(elsewhere, 'precious'), '');
  mkdirSync(join(elsewhere, 'tmp'));
  writeFileSync(join(elsewhere, 'tmp/precious'), '');
  const above = join(image.paths.target, triple);
  const links = [
    `rmdir ${above}/tmp; ln -s ${elsewhere} ${above}/tmp`,
    `rm -rf ${above}; ln -s ${elsewhere} ${above}`,
  ];
  for (const link of [...links, ...links]) {
    image.cargo('test', tests('ok', link));
    await workspace.test('app', { runsOn: 'host' });
    expect(readdirSync(elsewhere)).toEqual(['precious', 'tmp']);
    expect(readdirSync(join(elsewhere, 'tmp'))).toEqual(['precious']);
  }
});

test.each<[string, Record<string, unknown>]>([
  ['loopback', { network: 'loopback' }],
  ['folders', { writablePaths: ['/var/lib/app'] }],
  ['nextest', { testRunner: 'nextest' }],
])(
  'tests that need a container for %s are refused before anything runs',
  async (_what, options) => {
    const asked = workspace.test('app', { runsOn: 'host', ...options });
    const error = await statixErrorOf(asked);
    expect(error.code).toBe('STATIX_OPTION_INVALID');
    expect(error.remedies[0]?.text).toContain('Leave out `runsOn`');
    expect(workspace.reported).toEqual([]);
  },
);

test('fault: killed while tests run: nothing of their group goes on', async () => {
  const controller = new AbortController();
  shown = (text) => {
    if (text.includes(started)) controller.abort(new Error('enough'));
  };
  image.cargo(
    'test',
    tests('ok', `sleep 1000 & echo $! > ${image.root}/seen/child; echo '${started}'; wait`),
  );
  const running = workspace.test('app', { runsOn: 'host' }, controller.signal);
  expect(String(await errorOf(running))).toBe('Error: enough');
  expect(isAlive(readFileSync(join(image.root, 'seen/child'), 'utf8'))).toBe(false);
  expect(readdirSync(image.paths.workspace)).toEqual([]);
});

test('cargo that fails is a failed build', async () => {
  image.cargo('build', 'echo "error: no" >&2; exit 101');
  expect(await refusal()).toBe('STATIX_BUILD_FAILED');
});

test('a machine that is not the image', async () => {
  rmSync(join(image.root, 'opt'), { recursive: true });
  expect(await refusal()).toBe('STATIX_RUNNER_NOT_IN_IMAGE');
});

/** A process that has ended and is not waited for yet does nothing any more. */
function isAlive(pid: string): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid.trim()}/status`, 'utf8'));
  } catch {
    return false;
  }
}
