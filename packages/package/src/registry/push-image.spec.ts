import { mkdtempSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import type { RegistryCredentials } from '@statix/engine';
import { readLayout, type ReadLayout } from '../oci/read-layout.js';
import { writeLayout } from '../oci/write-layout.js';
import { FakeRegistry, type Seen } from '../testing/fake-registry.js';
import { pushImage } from './push-image.js';
import { registryAddress } from './registry-address.js';
import { openRegistry } from './registry-client.js';

const folder = mkdtempSync(join(tmpdir(), 'statix-push-'));
let layout: ReadLayout;
let registry: FakeRegistry;
let other: FakeRegistry;
const stop = new AbortController();

beforeAll(async () => {
  const settings = {
    ...{ triple: 'x86_64-unknown-linux-musl', entrypoint: '/app', args: [], user: '65532' },
    ...{ environment: {}, ports: [], workingDirectory: undefined, labels: {} },
  };
  const entry = { kind: 'file' as const, path: 'app', mode: 0o755, content: Buffer.from('app') };
  const { digest } = await writeLayout(folder, settings, [{ made: 'x', entries: [entry] }], '1');
  layout = await readLayout(folder, digest, []);
});
beforeEach(async () => {
  registry = await FakeRegistry.start();
  other = await FakeRegistry.start();
});
afterEach(() => Promise.all([registry.stop(), other.stop()]));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const named: RegistryCredentials['auth'] = {
  serveraddress: 'x',
  username: 'ada',
  password: 'secret-word',
};
const basic = `Basic ${Buffer.from('ada:secret-word').toString('base64')}`;

async function push(
  who: typeof named | 'nobody' = named,
  { tags = ['1'], mountFrom }: PushChanges = {},
): Promise<void> {
  const auth = who === 'nobody' ? undefined : who;
  const address = registryAddress(`127.0.0.1:${registry.port}/team/app`, undefined);
  const credentials = { registry: address.registry, auth, source: '/home/ada/config.json' };
  const surroundings = { env: {}, signal: stop.signal, pauses: [0, 0] };
  const client = openRegistry(address, credentials, surroundings);
  try {
    await pushImage(client, layout, { tags, mountFrom, report: () => undefined });
  } finally {
    await client.close();
  }
}

interface PushChanges {
  readonly tags?: string[];
  readonly mountFrom?: string | undefined;
}

/** Wants a token of a place for everything. */
function wantToken(realm: string, token = 'token-1') {
  return ({ authorization, url }: Seen, response: ServerResponse): boolean => {
    if (url.startsWith('/token')) {
      response.end(JSON.stringify({ token }));
      return true;
    }
    if (authorization === `Bearer ${token}`) return false;
    const challenge = `Bearer realm="${realm}",service="a registry",scope="repository:x:*"`;
    response.writeHead(401, { 'www-authenticate': challenge }).end();
    return true;
  };
}

test('blobs, then the manifest by its digest, read back, then tags; what is there is not sent again', async () => {
  await push();
  const { digest } = layout.manifest;
  expect(registry.lines().slice(-3)).toEqual([
    `PUT /v2/team/app/manifests/${digest}`,
    `GET /v2/team/app/manifests/${digest}`,
    'PUT /v2/team/app/manifests/1',
  ]);
  expect(registry.manifests.get(digest)).toEqual(layout.manifest.content);
  expect([...registry.blobs.keys()]).toEqual(
    [...layout.layers, layout.config].map((b) => b.digest),
  );
  registry.seen.length = 0;
  await push(named, { tags: [] });
  expect(registry.lines().filter((line) => line.startsWith('POST'))).toEqual([]);
});

test('a token is asked for with name and password, for this repository alone; the registry gets the token', async () => {
  registry.answer = wantToken(`${registry.origin}/token`);
  await push();
  const token = registry.seen.find(({ url }) => url.startsWith('/token'))!;
  expect(token.authorization).toBe(basic);
  expect(new URL(token.url, registry.origin).searchParams.getAll('scope')).toEqual([
    'repository:team/app:pull,push',
  ]);
  const rest = registry.seen.filter(({ url }) => !url.startsWith('/token'));
  expect(new Set(rest.map(({ authorization }) => authorization))).toEqual(
    new Set([undefined, 'Bearer token-1']),
  );
});

test('an identity token is exchanged by OAuth 2', async () => {
  registry.answer = wantToken(`${registry.origin}/token`);
  await push({ serveraddress: 'x', identitytoken: 'refresh' });
  const token = registry.seen.find(({ url }) => url.startsWith('/token'))!;
  expect([token.method, token.authorization]).toEqual(['POST', undefined]);
  expect(token.body.toString()).toContain('refresh_token=refresh');
});

test('a layer is taken from another repository where the registry has it', async () => {
  registry.answer = ({ method, url }, response) => {
    if (method !== 'POST' || !url.includes('from=team%2Fbase')) return false;
    response.writeHead(201).end();
    return true;
  };
  await push(named, { mountFrom: 'team/base' });
  expect(registry.lines().filter((line) => line.startsWith('PUT /v2/upload'))).toEqual([]);
});

test('fault: a registry that fails for the moment is asked again, with the whole body', async () => {
  let failures = 2;
  registry.answer = ({ method }, response) => {
    if (method !== 'PUT' || failures === 0) return false;
    failures -= 1;
    response.writeHead(503).end();
    return true;
  };
  await push();
  expect(registry.manifests.has('1')).toBe(true);
});

test('fault: a registry that goes on failing, and a connection that is cut', async () => {
  registry.answer = ({ method }, response) => {
    // The answer to HEAD has no body.
    if (method === 'HEAD') return false;
    response.writeHead(503).end('{"errors":[{"code":"UNAVAILABLE","message":"later"}]}');
    return true;
  };
  const failing = await statixErrorOf(push());
  expect([failing.code, failing.why]).toEqual([
    'STATIX_REGISTRY_TRANSFER_FAILED',
    'It answered 503: UNAVAILABLE later',
  ]);
  registry.answer = (_seen, response) => {
    response.destroy();
    return true;
  };
  expect((await statixErrorOf(push())).code).toBe('STATIX_REGISTRY_TRANSFER_FAILED');
});

test('nobody is logged in, or as somebody who may not: which configuration was used is said, and no secret', async () => {
  registry.answer = (_seen, response) => {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    return true;
  };
  for (const who of ['nobody', named] as const) {
    const error = await statixErrorOf(push(who));
    expect(error.code).toBe('STATIX_REGISTRY_UNAUTHORIZED');
    expect(error.why).toContain('/home/ada/config.json');
    expect(JSON.stringify([error.what, error.why, error.remedies])).not.toContain('secret-word');
  }
});

describe('attack:', () => {
  test('attack: the token service redirects to another host: nothing goes there', async () => {
    registry.answer = ({ url }, response) => {
      if (url.startsWith('/token')) {
        response.writeHead(307, { location: `${other.origin}/token` }).end();
        return true;
      }
      return wantToken(`${registry.origin}/token`)({ url } as Seen, response);
    };
    expect((await statixErrorOf(push())).code).toBe('STATIX_REGISTRY_ANSWER_REFUSED');
    expect(other.seen).toEqual([]);
  });

  test.each(['http://registry.example/token', 'file:///etc/passwd', 'http://u:p@127.0.0.1/', 'x'])(
    'attack: a token from %s is not asked for',
    async (realm) => {
      registry.answer = wantToken(realm);
      expect((await statixErrorOf(push())).code).toBe('STATIX_REGISTRY_ANSWER_REFUSED');
    },
  );

  test('attack: bytes are wanted elsewhere without TLS', async () => {
    registry.answer = ({ method }, response) => {
      if (method !== 'POST') return false;
      response.writeHead(202, { location: `${other.origin}/take` }).end();
      return true;
    };
    expect((await statixErrorOf(push())).code).toBe('STATIX_REGISTRY_ANSWER_REFUSED');
    expect(other.seen).toEqual([]);
  });

  test('attack: a redirect of the API is not followed', async () => {
    registry.answer = ({ method }, response) => {
      if (method !== 'PUT') return false;
      response.writeHead(307, { location: `${other.origin}/` }).end();
      return true;
    };
    expect((await statixErrorOf(push())).code).toBe('STATIX_REGISTRY_TRANSFER_FAILED');
    expect(other.seen).toEqual([]);
  });

  test('attack: an answer that does not end', async () => {
    const part = Buffer.alloc(256 * 1024);
    let sent = 0;
    registry.answer = ({ url }, response) => {
      if (!url.includes('/manifests/')) return false;
      response.writeHead(201);
      const go = (): void => {
        while (!response.destroyed && response.write(part)) sent += part.byteLength;
        sent += part.byteLength;
        response.once('drain', go);
      };
      go();
      return true;
    };
    expect((await statixErrorOf(push())).code).toBe('STATIX_REGISTRY_ANSWER_REFUSED');
    // The limit is 4 MiB; what sockets hold comes on top.
    expect(sent).toBeLessThan(64 * 1024 ** 2);
  });

  test('attack: another manifest is given for the digest', async () => {
    registry.answer = ({ method, url }, response) => {
      if (method !== 'GET' || !url.includes('/manifests/')) return false;
      response.end('{}');
      return true;
    };
    expect((await statixErrorOf(push())).code).toBe('STATIX_REGISTRY_DIGEST_MISMATCH');
    expect(registry.manifests.has('1')).toBe(false);
  });

  test('attack: a token with a line break in it becomes no header', async () => {
    registry.answer = wantToken(`${registry.origin}/token`, 'a\r\nx: y');
    expect((await statixErrorOf(push())).code).toBe('STATIX_REGISTRY_ANSWER_REFUSED');
  });
});
