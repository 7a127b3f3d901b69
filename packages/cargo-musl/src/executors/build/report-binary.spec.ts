import type { BuildManifest, Linkage } from '@statix/contract';
import { renderBinary } from './report-binary.js';

const manifest = {
  profile: 'dev',
  binary: { name: 'app', size: 7_561_160, sha256: '495ee1b241dc09bb'.padEnd(64, '0') },
} as BuildManifest;

test.each<[Linkage, string]>([
  ['static-pie', 'dist/static/app/app  7.6 MB  static-pie  profile dev  sha256 495ee1b241dc09bb…'],
  [
    'dynamic',
    'dist/static/app/app  7.6 MB  NOT STATIC (dynamic)  profile dev  sha256 495ee1b241dc09bb…',
  ],
])('path, size and verdict: %s', (linkage, line) => {
  expect(renderBinary(manifest, 'dist/static/app', linkage)).toBe(line);
});

test('a network of the build, a lack of isolation and a file with debug information are said', () => {
  const debug = { name: 'app.debug', sha256: '', size: 1, buildId: '' };
  expect(renderBinary({ ...manifest, debug, network: true }, 'out', 'static-pie')).toMatch(
    / {2}debug information in app\.debug {2}BUILT WITH A NETWORK$/,
  );
  expect(renderBinary({ ...manifest, isolation: 'none' }, 'out', 'static-pie')).toMatch(
    / {2}BUILT WITHOUT ISOLATION$/,
  );
});
