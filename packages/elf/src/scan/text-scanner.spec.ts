import { LIMITS } from '../limits.js';
import { PATH_TEXTS } from './sought-texts.js';
import { TextScanner, type SoughtText } from './text-scanner.js';

function scan(bytes: Buffer, sought: readonly SoughtText[], pieceSize: number) {
  const scanner = new TextScanner(sought);
  for (let at = 0; at < bytes.length; at += pieceSize)
    scanner.push(bytes.subarray(at, at + pieceSize));
  return scanner.finish();
}

function found(text: string): string[] {
  const findings = scan(Buffer.from(text, 'latin1'), PATH_TEXTS, 1024);
  return [...findings.values()].flatMap(({ samples }) => samples.map((sample) => sample.text));
}

describe('TextScanner', () => {
  it('finds the same however the bytes are cut', () => {
    const filler = 'x'.repeat(700);
    const text = `/home/a/one${filler}\0/home/b/two\0${filler}/home/c/${'d'.repeat(500)}\0/home/e/\0C:\\Users\\f\\g${filler}/opt/h/.cargo/registry/i`;
    const bytes = Buffer.from(text, 'latin1');
    const whole = scan(bytes, PATH_TEXTS, bytes.length);
    expect(whole.get('/home/')!.count).toBe(4);
    expect(whole.get('.cargo/')!.samples[0]!.text).toBe('/opt/h/.cargo/registry/i');
    for (const size of [1, 2, 7, 255, 256, 257, 300, 511, 512, 1000]) {
      expect(scan(bytes, PATH_TEXTS, size)).toEqual(whole);
    }
  });

  it('gives file offsets', () => {
    const bytes = Buffer.from(`${'.'.repeat(5000)}gconv`);
    const { samples } = scan(bytes, [{ name: 'g', needle: 'gconv' }], 64).get('g')!;
    expect(samples).toEqual([{ offset: 5000, text: 'gconv' }]);
  });

  it('counts user names', () => {
    const bytes = Buffer.from('/home/a/x\0/home/b/y\0/home/a/z');
    const { names } = scan(bytes, PATH_TEXTS, 7).get('/home/')!;
    expect([...names]).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });

  it('searches a piece that is larger than its window', () => {
    const scanner = new TextScanner([{ name: 'g', needle: 'gconv' }], 64);
    scanner.push(Buffer.from(`${'.'.repeat(5000)}gconv`));
    expect(scanner.finish().get('g')!.samples).toEqual([{ offset: 5000, text: 'gconv' }]);
  });

  it('stops counting at the cap and says so', () => {
    const bytes = Buffer.from('/home/x/'.repeat(LIMITS.textHits + 5));
    const finding = scan(bytes, PATH_TEXTS, 4096).get('/home/')!;
    expect(finding).toMatchObject({ count: LIMITS.textHits, capped: true });
    expect(finding.samples).toHaveLength(LIMITS.textSamples);
  });
});

describe('PATH_TEXTS', () => {
  it.each([
    ['/root/.cargo/registry/src/x.rs', ['/root/.cargo/registry/src/x.rs']],
    ['/Users/me/app/src/main.rs"', ['/Users/me/app/src/main.rs']],
    ['C:\\Users\\me\\app\\main.rs\0', ['C:\\Users\\me\\app\\main.rs']],
    ['/opt/ci/.cargo/registry/src/a.rs', ['/opt/ci/.cargo/registry/src/a.rs']],
    ['/opt/.cargo/git/checkouts/a/b.rs', ['/opt/.cargo/git/checkouts/a/b.rs']],
    ['/opt/.rustup/toolchains/x/lib.rs', ['/opt/.rustup/toolchains/x/lib.rs']],
    ['/__w/app/app/src/main.rs', ['/__w/app/app/src/main.rs']],
    ['/builds/group/app/src/main.rs\0', ['/builds/group/app/src/main.rs']],
  ])('%s leaks', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it.each([
    '/home/',
    '/home/ /x',
    '/root/ ',
    '/Users/\0',
    ':\\Users\\me\\x',
    'https://example.org/builds/group/app/src/main.rs',
    '/builds/group/app',
    '/opt/.cargo/config.toml',
    '.cargo/registry/src/a.rs',
    '/cargo/registry/src/index.crates.io/serde/src/lib.rs',
    '/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/io.rs',
  ])('%s does not', (text) => {
    expect(found(text)).toEqual([]);
  });
});
