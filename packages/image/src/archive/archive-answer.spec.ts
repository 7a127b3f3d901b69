import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRefusal, offerKey, readAnswer, type ArchiveAnswer } from './archive-answer.js';

/** What the script answered on 2026-11-21, cut down to a few packages. */
const TRIXIE = readFileSync(join(__dirname, 'fixtures/trixie.answer'), 'utf8');

function read(text: string): ArchiveAnswer {
  const answer = readAnswer(text);
  if (isRefusal(answer)) throw new Error(answer.step);
  return answer;
}

describe('readAnswer', () => {
  test('releases, sets and packages', () => {
    const answer = read(TRIXIE);
    expect(answer.releases.get('trixie')).toEqual(new Date('2026-09-12T07:55:41Z'));
    expect([...answer.releases.keys()].sort()).toEqual([
      'trixie',
      'trixie-security',
      'trixie-updates',
    ]);
    expect(answer.sets.sources.get('xz-utils')).toBe('5.8.1-1+deb13u2');
    expect(answer.packages.get('jq')).toEqual({
      version: '1.7.1-6+deb13u4',
      path: 'debian-security/pool/updates/main/j/jq/jq_1.7.1-6+deb13u4_amd64.deb',
      size: 78900,
      sha256: '7350392f700e20e46b7ae174a57f54e4ea106dd559753646d629b4e618bf2bff',
    });
    expect(answer.packages.get('clang-22')?.path).toMatch(/^debian\/pool\/main\/l\//);
  });

  test('a source package: upstream’s archive and Debian’s changes, no signature', () => {
    const [musl] = read(TRIXIE).offers.get(offerKey('musl', 'source')) ?? [];
    expect(musl).toEqual({
      package: 'musl',
      version: '1.2.5-3.1~deb13u1',
      files: [
        {
          path: 'debian/pool/main/m/musl/musl_1.2.5.orig.tar.gz',
          size: 1080786,
          sha256: 'a9a118bbe84d8764da0ea0d28b3ab3fae8477fc7e4085d90102b8596fc7c75e4',
        },
        {
          path: 'debian/pool/main/m/musl/musl_1.2.5-3.1~deb13u1.debian.tar.xz',
          size: 29056,
          sha256: '46fdfb271edc2f035d8d4063ff2e299734409693e781e69e4b77e0a9a495072e',
        },
      ],
    });
  });

  test('a package that is taken as a source, with the source package it was built from', () => {
    const [headers] = read(TRIXIE).offers.get(offerKey('bsd-headers', 'binary')) ?? [];
    expect(headers).toMatchObject({ package: 'libbsd', version: '0.12.2-2' });
    expect(headers?.files).toHaveLength(1);
  });

  test('licences; null if the copyright file is not machine-readable', () => {
    const { licenses } = read(TRIXIE);
    expect(licenses.get('xz-utils')).toContain('0BSD');
    expect(read(TRIXIE.replace('@ end', '@ licenses odd\n@ end')).licenses.get('odd')).toBe(null);
  });

  test('an answer that is cut short is none', () => {
    expect(() => readAnswer(TRIXIE.slice(0, -20))).toThrow('cut short');
    expect(() => readAnswer('')).toThrow('cut short');
  });

  test('an entry without a checksum is none', () => {
    expect(() => readAnswer(TRIXIE.replace(/^SHA256: .*$/m, ''))).toThrow('without SHA256');
  });

  test('what the archive refused, with the end of its log', () => {
    const answer = readAnswer(
      '@ release\n@ error update\n@ log Err:1 no such host\n@ log E: failed\n',
    );
    expect(answer).toEqual({ step: 'update', log: ['Err:1 no such host', 'E: failed'] });
  });
});
