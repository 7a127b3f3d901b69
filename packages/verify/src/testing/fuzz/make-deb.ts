import type { Hurt } from './hurt.js';
import type { MemberToWrite } from './make-tar.js';

const SIZES: readonly string[] = ['0', '1', '9999999999', '-1', '0x10', '', '1e3', ' 12'];
const NAMES: readonly string[] = [
  '../escaped',
  '/',
  '//',
  '..',
  '/0',
  '#1/20',
  'data.tar',
  'data.tar.xz',
  'data.tar.gz/',
  'debian-binary',
];

/** A Debian package by its parts, the first of them `debian-binary`: ar(5), deb(5). */
export function makeDeb(parts: readonly MemberToWrite[], hurt: Hurt): Buffer {
  const written = parts.map(({ name, content }) => {
    const size = hurt.once() ? hurt.random.pick(SIZES) : String(content.length);
    const called = hurt.once() ? hurt.random.pick(NAMES) : name;
    const header = `${called.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}${size.padEnd(10)}\`\n`;
    return Buffer.concat([
      hurt.bytes(Buffer.from(header, 'latin1')),
      hurt.bytes(content),
      Buffer.alloc(content.length % 2, '\n'),
    ]);
  });
  return hurt.bytes(Buffer.concat([Buffer.from('!<arch>\n'), ...hurt.list(written)]));
}
