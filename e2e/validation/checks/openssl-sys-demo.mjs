import assert from 'node:assert/strict';
import { createHmac, pbkdf2Sync } from 'node:crypto';
import { sha256 } from './digest.mjs';
import { randomText } from './random.mjs';

/** @type {import('./program.mjs').Program} */
export const opensslSysDemo = {
  name: 'openssl-sys-demo',
  argument: () => [randomText(), randomText()],
  check(stdout, [message, passphrase]) {
    const key = pbkdf2Sync(passphrase, message, 10_000, 32, 'sha256');
    const tag = createHmac('sha256', key).update(message).digest('hex');
    assert.match(
      stdout,
      new RegExp(
        '^openssl: OpenSSL 3\\.\\d+\\.\\d+ .+\nprotocol: TLSv1\\.3\ncipher: TLS_\\w+\n' +
          `sha256: ${sha256(message)}\nstranger: refused \\(self.signed certificate\\)\n` +
          `pbkdf2: ${key.toString('hex')}\nhmac: ${tag}\n$`,
      ),
    );
  },
  refused: [[], ['no passphrase']],
};
