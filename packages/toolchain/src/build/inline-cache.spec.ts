import { requireInlineCache } from './inline-cache.js';

const facts = {
  id: 'e',
  system: 'linux',
  architecture: 'x86_64',
  cpus: 2,
  memoryBytes: 1,
  limitsMemory: true,
  rootless: false,
  rootDirectory: '/var/lib/docker',
};

test.each([
  ['Docker', '20.10.24+dfsg1', false],
  ['Docker', '23.0.0', true],
  ['Docker', '29.1.2', true],
  ['Podman', '5.4.2', false],
])('%s %s: %s', (name, version, allowed) => {
  const attempt = () => {
    const builder = name === 'Podman' ? 'buildah' : 'buildkit';
    requireInlineCache({ ...facts, name, version, builder });
  };
  if (allowed) expect(attempt).not.toThrow();
  else {
    expect(attempt).toThrow(expect.objectContaining({ code: 'STATIX_ENGINE_CACHE_UNSAFE' }));
  }
});
