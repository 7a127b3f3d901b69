import { EngineRefusal } from '../connection/engine-refusal.js';
import { registryFailure } from './registry-failure.js';

const credentials = {
  registry: 'registry.example',
  auth: { serveraddress: 'registry.example', username: 'me', password: 'secret' },
  source: '/home/me/.docker/config.json',
};

/** As Docker 20.10 and distribution 2.8 say it. */
test.each([
  [200, 'unauthorized: authentication required', 'UNAUTHORIZED'],
  [500, 'Head "http://r/v2/a/manifests/b": no basic auth credentials', 'UNAUTHORIZED'],
  [
    404,
    'pull access denied for a/b, repository does not exist or may require login',
    'UNAUTHORIZED',
  ],
  [404, 'manifest for r/a@sha256:1 not found: manifest unknown: manifest unknown', 'NOT_FOUND'],
  [200, 'filesystem layer verification failed for digest sha256:1', 'DIGEST_MISMATCH'],
  [200, 'manifest verification failed for digest sha256:1', 'DIGEST_MISMATCH'],
  [
    500,
    'Get "http://r/v2/": dial tcp 127.0.0.1:5999: connect: connection refused',
    'TRANSFER_FAILED',
  ],
  [200, 'unexpected EOF', 'TRANSFER_FAILED'],
])('%d %s: %s', (status, reason, kind) => {
  const refusal = new EngineRefusal(status, 'pull', reason);
  expect(registryFailure(refusal, 'pull x', credentials)).toMatchObject({
    code: `STATIX_REGISTRY_${kind}`,
  });
});

test('a refusal names user and source, and no secret', () => {
  const refusal = new EngineRefusal(200, 'push', 'unauthorized');
  const error = registryFailure(refusal, 'push x', credentials) as Error & { why: string };
  expect(error.why).toContain("from /home/me/.docker/config.json, user 'me'");
  expect(JSON.stringify(error)).not.toContain('secret');
});

test('a full disk and what is no refusal stay as they are', () => {
  const full = new EngineRefusal(200, 'pull', 'write /x: no space left on device');
  expect(registryFailure(full, 'pull x', credentials)).toBe(full);
  const other = new Error('x');
  expect(registryFailure(other, 'pull x', credentials)).toBe(other);
});
