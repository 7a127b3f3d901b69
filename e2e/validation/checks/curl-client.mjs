import assert from 'node:assert/strict';
import { randomText } from './random.mjs';
import { checkTrust, openSites } from './system-certificates.mjs';

/** @type {import('./program.mjs').Program} */
export const curlClient = {
  name: 'curl-client',
  argument: () => ['offline', randomText()],
  check(stdout, [, text]) {
    const [curl, tls, zlib, protocols, ...rest] = stdout.split('\n');
    // The one that curl-sys carries ends in -DEV.
    assert.match(curl, /^curl: \d+\.\d+\.\d+$/);
    assert.match(tls, /^tls: OpenSSL\/3\.\d+\.\d+$/);
    assert.match(zlib, /^zlib: 1\.\d+(\.\d+)*$/);
    assert.match(protocols, /^protocols: .*\bhttps\b/);
    assert.deepEqual(rest, [`escaped: ${percentEncoded(text)}`, '']);
  },
  refused: [
    [],
    ['get', 'https://localhost/'],
    ['get', 'http://localhost:1/', '127.0.0.1:1'],
    ['get', 'https://localhost:1/', 'localhost:1'],
  ],
  open: openSites,
  // CURLE_PEER_FAILED_VERIFICATION, for a wrong name too. Of another authority with the trusted one's
  // name OpenSSL 3.5 first says that the signature is wrong, and curl goes by the first error.
  meet: (place, sites) =>
    checkTrust(place, sites, /^Error: (\[60\] |\[35\] .*provider signature failure)/),
};

/** All but the unreserved characters of RFC 3986. @param {string} text */
const percentEncoded = (text) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
