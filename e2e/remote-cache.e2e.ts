import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { command, succeed } from './harness/command';
import { crates } from './harness/crates';
import { sharedRegistry } from './harness/registry';
import { readToken, RemoteCacheServer, writeToken } from './harness/remote-cache-server';
import { scratchRoot } from './harness/repository';
import { Workspace } from './harness/workspace';
import { nxVersions } from './harness/part';

jest.setTimeout(20 * 60 * 1000);

const noEngine = { DOCKER_HOST: 'tcp://127.0.0.1:1' };
/** What a release runs; docs/remote-cache.md, and the release job of the `ci` generator. */
const release = {
  command: ['run-many', '-t', 'verify-static', '-p', 'second', '--skip-nx-cache'],
  env: { NX_SKIP_REMOTE_CACHE: 'true' },
};

const registry = sharedRegistry();

beforeAll(async () => {});

describe.each(nxVersions)('Nx %s', (nxVersion) => {
  let server: RemoteCacheServer;
  /** Builds, and may write. */
  let first: Workspace;
  /** Another folder, and no engine. */
  let second: Workspace;
  let binary: string;

  beforeAll(async () => {
    server = await RemoteCacheServer.start();
    first = await Workspace.create(join(scratchRoot, `remote-a-${nxVersion}`), registry, nxVersion);
    await first.nxSucceeds(['add', '@statix/nx']);
    first.edit('images/statix/statix-image.json', (text) =>
      text.replace('debian:trixie-slim', 'statix-base:trixie'),
    );
    first.write(crates);
    await first.commit('Rust');
    second = await first.clone(join(scratchRoot, `other-place/remote-b-${nxVersion}`), registry);
  });

  afterAll(async () => {
    await server?.stop();
  });

  test('one machine builds and proves', async () => {
    const output = await first.nxSucceeds(['run', 'second:static'], {
      env: server.environment(writeToken),
    });
    expect(output).toMatch(/PASS second .*static-pie/);
    expect(server.answers).toContain('PUT 200');
    expect(server.answers.filter((answer) => /^PUT (?!200)/.test(answer))).toEqual([]);
    binary = sha256(first.binary('second'));
  });

  test('another without an engine gets the proven binary', async () => {
    const output = await second.nxSucceeds(['run', 'second:static'], {
      env: { ...server.environment(readToken), ...noEngine },
    });
    expect(output).toMatch(/second:build-static +\[remote cache\]/);
    expect(output).toMatch(/second:verify-static +\[remote cache\]/);
    expect(sha256(second.binary('second'))).toBe(binary);
    const report = join(
      second.root,
      'dist/verify/second/x86_64-unknown-linux-musl/release/second.verify.json',
    );
    expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({
      verdict: 'pass',
      binary: { sha256: binary },
    });
    const ran = await command(second.binary('second'), [], { cwd: second.root });
    expect(ran.output).toBe('second: hello you\n');
  });

  test('with a token that may only read nothing is written, and the run succeeds', async () => {
    const before = new Set(server.artifacts.keys());
    server.answers.length = 0;
    second.edit('images/statix/statix-image.json', (text) => text.replace('trixie', 'sid'));
    await second.nxSucceeds(['run', 'statix-image:identify'], {
      env: { ...server.environment(readToken), ...noEngine },
    });
    expect(server.answers).toContain('PUT 403');
    expect(new Set(server.artifacts.keys())).toEqual(before);
    await second.reset();
  });

  test('what is there is never overwritten, and an unknown token gets nothing', async () => {
    const [hash = ''] = server.artifacts.keys();
    const artifact = server.artifacts.get(hash);
    const put = (token: string) =>
      fetch(`${server.url}/v1/cache/${hash}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${token}` },
        body: 'poison',
      });
    expect((await put(writeToken)).status).toBe(409);
    expect((await put(readToken)).status).toBe(403);
    expect((await put('guessed')).status).toBe(401);
    expect(server.artifacts.get(hash)).toBe(artifact);
  });

  test('a poisoned artifact under the right hash: a cached run takes it, a release does not', async () => {
    // Who may write before the build does, plants what the hash will be asked for (CVE-2025-36852).
    const planted = await poisonBinaries(server, 'second');
    expect(planted).toBeGreaterThan(0);

    const fooled = await first.clone(
      join(scratchRoot, `other-place/remote-c-${nxVersion}`),
      registry,
    );
    await fooled.nxSucceeds(['run', 'second:build-static'], {
      env: { ...server.environment(readToken), ...noEngine },
    });
    expect(readFileSync(fooled.binary('second'), 'utf8')).toBe(poison);
    // Verification that is not itself from the cache refuses it.
    const verified = await fooled.nx(['run', 'second:verify-static', '--skip-nx-cache'], {
      env: { ...server.environment(readToken), NX_SKIP_REMOTE_CACHE: 'true' },
    });
    // --skip-nx-cache holds for the build that it depends on as well: made anew, and passed.
    expect(verified.status).toBe(0);
    expect(sha256(fooled.binary('second'))).toBe(binary);

    const output = await fooled.nxSucceeds(release.command, {
      env: { ...server.environment(readToken), ...release.env },
    });
    expect(output).toMatch(/PASS second /);
    expect(output).not.toMatch(/\[(remote|local) cache\]/);
    expect(sha256(fooled.binary('second'))).toBe(binary);
  });

  test('a poisoned binary in the place of a good one is refused by verify-static', async () => {
    const good = readFileSync(second.binary('second'));
    const verify = [
      'run',
      'second:verify-static',
      '--skip-nx-cache',
      '--exclude-task-dependencies',
    ];
    for (const [bad, code] of [
      [poison, 'STATIX_ELF_NOT_ELF'],
      [Buffer.concat([good, Buffer.from('more')]), 'STATIX_VERIFY_FAILED'],
    ] as const) {
      writeFileSync(second.binary('second'), bad);
      chmodSync(second.binary('second'), 0o755);
      const { status, output } = await second.nx(verify, { env: release.env });
      expect(status).not.toBe(0);
      expect(output).toContain(code);
    }
  });
});

const poison = '#!/bin/sh\necho poisoned\n';

/** Puts another program in the place of the binary into each artifact that holds it. */
async function poisonBinaries(server: RemoteCacheServer, name: string): Promise<number> {
  const folder = join(scratchRoot, 'poison');
  let planted = 0;
  for (const [hash, artifact] of server.artifacts) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, 'content'), { recursive: true });
    writeFileSync(join(folder, 'artifact'), artifact);
    await succeed('tar', ['-xf', 'artifact', '-C', 'content'], { cwd: folder });
    const listed = await succeed('find', ['content', '-type', 'f', '-name', name], { cwd: folder });
    const path = listed.trim().split('\n')[0];
    if (path === undefined || path === '' || !existsSync(join(folder, path))) continue;
    writeFileSync(join(folder, path), poison);
    const gzip = artifact[0] === 0x1f && artifact[1] === 0x8b;
    // By name: Nx does not find its `code` under `./code`.
    const entries = readdirSync(join(folder, 'content'));
    await succeed('tar', [gzip ? '-czf' : '-cf', 'poisoned', '-C', 'content', ...entries], {
      cwd: folder,
    });
    server.artifacts.set(hash, readFileSync(join(folder, 'poisoned')));
    planted += 1;
  }
  return planted;
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
