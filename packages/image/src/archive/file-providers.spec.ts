import type { ImageLock } from '@statix/contract';
import { fileAddresses, readMirrors } from './file-providers.js';

const PROVIDERS: ImageLock['providers'] = [
  { name: 'folder' },
  { name: 'archive', urls: { debian: 'http://a.example/debian/' } },
  { name: 'snapshot', urls: { debian: 'https://s.example/archive/debian/20261120T140000Z' } },
  { name: 'upstream' },
];
const path = 'debian/pool/main/z/zlib/zlib_1.3.dfsg+really1.3.1-1~x.orig.tar.gz';

describe('fileAddresses', () => {
  test('in the order of the lock', () => {
    expect(fileAddresses({ path, upstream: 'https://u.example/z.tar.gz' }, PROVIDERS)).toEqual([
      {
        provider: 'archive',
        url: 'http://a.example/debian/pool/main/z/zlib/zlib_1.3.dfsg%2Breally1.3.1-1~x.orig.tar.gz',
      },
      {
        provider: 'snapshot',
        url: 'https://s.example/archive/debian/20261120T140000Z/pool/main/z/zlib/zlib_1.3.dfsg%2Breally1.3.1-1~x.orig.tar.gz',
      },
      { provider: 'upstream', url: 'https://u.example/z.tar.gz' },
    ]);
  });

  test('a mirror stands for the archive and for nothing else', () => {
    const addresses = fileAddresses({ path }, PROVIDERS, { debian: 'http://m.example/d' });
    expect(addresses.map(({ url }) => new URL(url).host)).toEqual(['m.example', 's.example']);
  });

  test('an archive that no provider knows has no address', () => {
    expect(fileAddresses({ path: 'other/pool/x' }, PROVIDERS)).toEqual([]);
  });
});

describe('readMirrors', () => {
  test.each([
    [
      'sources.list',
      [
        '# deb http://wrong.example/debian trixie main',
        'deb [signed-by=/usr/share/keyrings/x.gpg] http://m.example/debian trixie main',
        'deb http://m.example/debian trixie-updates main',
        'deb http://m.example/security trixie-security main',
      ].join('\n'),
    ],
    [
      'debian.sources',
      [
        'Types: deb',
        'URIs: http://m.example/debian',
        'Suites: trixie trixie-updates',
        'Components: main',
        '',
        'Types: deb',
        'URIs: http://m.example/security',
        'Suites: trixie-security',
      ].join('\n'),
    ],
  ])('%s', (_form, text) => {
    expect(readMirrors(text)).toEqual({
      debian: 'http://m.example/debian',
      'debian-security': 'http://m.example/security',
    });
  });

  test('a folder of packages is no mirror that a download could use', () => {
    expect(readMirrors('deb file:/srv/debian trixie main')).toEqual({});
  });
});
