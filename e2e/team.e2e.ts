import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stateDirectory } from '@statix/engine';
import { Podman, whyNoPodman } from '../packages/engine/src/testing/podman';
import { GitOverSsh } from '../packages/cargo-musl/src/testing/git-over-ssh';
import { SparseRegistry } from '../packages/cargo-musl/src/testing/sparse-registry';
import { isPart } from './harness/part';
import { sharedRegistry } from './harness/registry';
import { repositoryRoot } from './harness/repository';
import { rustWorkspace } from './harness/rust-workspace';
import { current, legacy, LEGACY_CHANNEL, teamFiles } from './harness/team-crates';
import type { Workspace } from './harness/workspace';

jest.setTimeout(60 * 60 * 1000);

const token = 'Bearer team-t0ken-9d1f';
const words = (says: string) => ({
  'Cargo.toml': '[package]\nname = "team-words"\nversion = "1.0.0"\nedition = "2021"\n',
  'src/lib.rs': `pub fn word() -> &'static str { "${says}" }\n`,
});

/** Of a part the newest Nx on Docker, and the channel that the image of the other tests has. */
const settings = isPart
  ? ([['24.0.6', 'Docker']] as const)
  : ([
      ['23.3.2', 'Docker'],
      ['24.0.6', 'Docker'],
      ['24.0.6', 'Podman'],
    ] as const);

const programs: Readonly<Record<string, string>> = isPart ? current : { ...current, ...legacy };
const libraries = ['greet', 'money', 'pages', 'native', 'report', ...(isPart ? [] : ['old-core'])];
if (isPart)
  console.log(
    `The programs of channel ${LEGACY_CHANNEL} are left out: its image takes as long as the first.`,
  );

const registry = sharedRegistry();
let corp: SparseRegistry;
let ssh: GitOverSsh;
let home: string;

beforeAll(async () => {
  corp = await SparseRegistry.start(token);
  ssh = await GitOverSsh.start();
  home = mkdtempSync(join(tmpdir(), 'statix-team-home-'));
  mkdirSync(join(home, '.ssh'));
  writeFileSync(join(home, '.ssh/known_hosts'), ssh.knownHost);
});
afterAll(async () => {
  await corp?.stop();
  await ssh?.stop();
  if (home !== undefined) rmSync(home, { recursive: true });
});

describe.each(settings)('a team, Nx %s, %s', (version, engine) => {
  let workspace: Workspace;
  let podman: Podman | undefined;
  let env: NodeJS.ProcessEnv;
  let newest: { locked: string; revision: string };

  beforeAll(async () => {
    const name = `team-${version}-${engine}`.toLowerCase();
    const lines = await corp.publish(
      'corp-words',
      `1.0.${version === '23.3.2' ? 0 : 2}`,
      says('from the registry'),
    );
    const added = ssh.add(`${name}.git`, words('from git'));
    workspace = await rustWorkspace(name, registry, version);
    workspace.remove('crates');
    workspace.write(
      teamFiles({
        registry: { index: corp.index, locked: lines },
        git: added,
      }),
    );
    if (!isPart)
      cpSync(
        join(repositoryRoot, 'images/statix/channels'),
        join(workspace.root, 'images/statix/channels'),
        { recursive: true },
      );
    else workspace.remove('legacy');
    await workspace.commit('a team');
    newest = {
      locked: await corp.publish(
        'corp-words',
        `1.1.${version === '23.3.2' ? 0 : 2}`,
        says('newer'),
      ),
      revision: ssh.add(`${name}.git`, words('newer git')).revision,
    };
    env = {
      HOME: home,
      STATIX_STATE_DIR: stateDirectory(),
      CARGO_REGISTRIES_CORP_INDEX: corp.index,
      CARGO_REGISTRIES_CORP_TOKEN: token,
      STATIX_SSH_AGENT: '1',
      SSH_AUTH_SOCK: ssh.agent,
      NO_PROXY: '*',
      no_proxy: '*',
    };
    if (engine === 'Podman') await startPodman();
  });
  afterAll(async () => {
    await podman?.stop();
  });

  /** As on another machine: it gets the images as archives. */
  async function startPodman(): Promise<void> {
    const missing = whyNoPodman();
    if (missing !== undefined) throw new Error(missing);
    podman = await Podman.start(mkdtempSync(join(tmpdir(), 'statix-podman-')));
    const there = { ...env, DOCKER_HOST: podman.address };
    for (const suffix of ['', `:${LEGACY_CHANNEL}`]) {
      const file = `dist/image-${suffix.slice(1) || 'current'}.tar`;
      await workspace.nxSucceeds(['run', `statix-image:image-save${suffix}`, `--file=${file}`], {
        env,
      });
      await workspace.nxSucceeds(['run', `statix-image:image-load${suffix}`, `--file=${file}`], {
        env: there,
      });
      workspace.remove(file);
    }
    env = there;
  }

  /** Everything that a team's pipeline runs; which of it did not come from a cache. */
  async function run(): Promise<string[]> {
    const output = await workspace.nxSucceeds(
      ['run-many', '-t', 'test-static', 'static', '--parallel=2', '--outputStyle=stream'],
      { env },
    );
    return [...output.matchAll(/^> nx run (\S+)(.*)$/gm)]
      .filter(([, , rest = '']) => !rest.includes('['))
      .map(([, task = '']) => task)
      .filter((task) => /:(test-static|build-static|verify-static|build)$/.test(task))
      .sort();
  }

  const printed = async (project: string): Promise<string> =>
    (await workspace.succeed(workspace.binary(project), [])).trimEnd();

  const all = [
    ...Object.keys(programs).flatMap((name) => [
      ...['build-static', 'test-static', 'verify-static'].map((target) => `${name}:${target}`),
    ]),
    ...libraries.map((name) => `${name}:test-static`),
    'web:build',
  ].sort();

  const built = (...names: string[]): string[] =>
    names.flatMap((name) =>
      ['build-static', 'test-static', 'verify-static'].map((target) => `${name}:${target}`),
    );

  test('from nothing, and again', async () => {
    expect(await run()).toEqual(all);
    for (const [name, expected] of Object.entries(programs))
      expect([name, await printed(name)]).toEqual([name, expected]);
    expect(corp.requests.at(-1)?.authorization).toBe(token);
    workspace.remove('dist');
    expect(await run()).toEqual([]);
    expect(await printed('gateway')).toBe(current.gateway);
  });

  const edits: [string, () => void, string[], Readonly<Record<string, string>>][] = [
    [
      'the front end that a program carries',
      () => {
        workspace.edit('apps/web/src/title.ts', (text) => text.replace('Team', 'Tea'));
        workspace.edit('apps/gateway/Cargo.toml', (text) => text.replace('Team', 'Tea'));
      },
      ['web:build', ...built('gateway')],
      { gateway: 'page: <h1>Tea</h1>' },
    ],
    [
      'a library, two levels down',
      () => {
        workspace.edit('libs/money/src/lib.rs', (text) => text.replace('{}.{:02}', '{},{:02}'));
        for (const file of ['libs/money/tests/money.rs', 'libs/report/tests/report.rs'])
          workspace.edit(file, (text) => text.replace(/(\d)\.(\d\d)"/, '$1,$2"'));
        for (const app of ['ledger', 'cli'])
          workspace.edit(`apps/${app}/Cargo.toml`, (text) => text.replace('12\\\\.50', '12,50'));
      },
      ['money:test-static', 'report:test-static', ...built('ledger', 'cli')],
      { ledger: '12,50', cli: 'hello team, 12,50' },
    ],
    [
      'a test of a library',
      () => {
        workspace.edit('libs/greet/tests/greet.rs', (text) => text.replaceAll('you', 'us'));
      },
      ['greet:test-static'],
      {},
    ],
    [
      'a README and an application that no program carries',
      () => {
        workspace.edit('README.md', (text) => `${text}more\n`);
        workspace.edit('apps/office/src/title.ts', (text) => text.replace('Office', 'Desk'));
      },
      [],
      {},
    ],
    [
      'a bump of the private crate',
      () => {
        workspace.edit('Cargo.lock', (text) =>
          text.replace(/\n\[\[package\]\]\nname = "corp-words"\n[^[]*/, newest.locked),
        );
        workspace.edit('apps/corp/Cargo.toml', (text) =>
          text.replace('from the registry', 'newer'),
        );
      },
      built('corp'),
      { corp: 'newer' },
    ],
    [
      'a commit more of the git dependency',
      () => {
        workspace.edit('Cargo.lock', (text) =>
          text.replace(/(#)[0-9a-f]{40}"/, `$1${newest.revision}"`),
        );
        workspace.edit('apps/mirror/Cargo.toml', (text) => text.replace('from git', 'newer git'));
      },
      built('mirror'),
      { mirror: 'newer git' },
    ],
    [
      'C of a library',
      () => {
        workspace.edit('libs/native/c/sum.c', (text) => text.replace('total = 0', 'total = 1'));
        workspace.edit('libs/native/tests/native.rs', (text) => text.replace('97', '98'));
        workspace.edit('apps/worker/Cargo.toml', (text) => text.replace('460', '461'));
      },
      ['native:test-static', ...built('worker')],
      { worker: 'sum 461' },
    ],
    [
      'a library of the older channel',
      () => {
        workspace.edit('legacy/old-core/src/lib.rs', (text) => text.replace('= 1', '= 2'));
        for (const name of ['old-cli', 'old-daemon'])
          workspace.edit(`legacy/${name}/Cargo.toml`, (text) => text.replace('old 1', 'old 2'));
      },
      ['old-core:test-static', ...built('old-cli', 'old-daemon')],
      { 'old-cli': 'old 2', 'old-daemon': 'old 2 daemon' },
    ],
  ];

  // One after the other, as commits are.
  const tried = edits.filter(
    ([what], index) => !isPart || (!what.includes('older channel') && [0, 3, 4].includes(index)),
  );
  test.each(tried)('an edit of %s', async (what, edit, ran, says) => {
    edit();
    await workspace.commit(what);
    expect(await run()).toEqual([...ran].sort());
    for (const [name, expected] of Object.entries(says))
      expect([name, await printed(name)]).toEqual([name, expected]);
  });
});

function says(text: string): string {
  return `pub const WORD: &str = "${text}";\n`;
}
