import assert from 'node:assert/strict';
import { sha256 } from './digest.mjs';
import { randomText } from './random.mjs';
import { checkTrust, openSites } from './system-certificates.mjs';

/** @type {import('./program.mjs').Program} */
export const reqwestNativeTls = {
  name: 'reqwest-native-tls',
  argument: () => ['offline', randomText()],
  check(stdout, [, text]) {
    assert.match(
      stdout,
      new RegExp(
        '^openssl: OpenSSL 3\\.\\d+\\.\\d+ .+\nfile: /etc/ssl/cert\\.pem\nfolder: /etc/ssl/certs\n' +
          `sha256: ${sha256(text)}\n$`,
      ),
    );
  },
  refused: [
    [],
    ['get', 'https://localhost/'],
    ['get', 'http://localhost:1/', '127.0.0.1:1'],
    ['get', 'https://localhost:1/', 'localhost:1'],
  ],
  open: openSites,
  meet: (place, sites) => checkTrust(place, sites, /certificate verify failed/),
};
