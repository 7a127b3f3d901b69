import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const BOOLEAN = 0x01;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;

const ECDSA_WITH_SHA256 = '2a8648ce3d040302';
const COMMON_NAME = '550403';
const KEY_USAGE = '551d0f';
const SUBJECT_ALTERNATIVE_NAME = '551d11';
const BASIC_CONSTRAINTS = '551d13';

const HOUR = 3_600_000;
const AUTHORITY = 'throw-away authority';

/**
 * A key and a certificate for it, in PEM, and the certificate in DER.
 * @typedef {{ key: string, certificate: string, der: Buffer }} Identity
 *
 * @typedef {object} Authority
 * @property {string} certificate what to trust, in PEM
 * @property {(names: string[], addresses?: string[]) => Identity} issue a certificate for these host
 *   names and IPv4 addresses
 */

/**
 * A fresh P-256 key with a self-signed certificate for an IPv4 address, good for an hour.
 * @param {string} address
 * @returns {Identity}
 */
export function issueCertificate(address) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return identity(
    privateKey,
    signed({
      subject: address,
      publicKey,
      issuer: address,
      issuerKey: privateKey,
      extensions: [alternativeNames([], [address])],
    }),
  );
}

/**
 * A fresh authority, good for an hour. All have the same name: only their keys tell them apart.
 * @returns {Authority}
 */
export function createAuthority() {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const common = { issuer: AUTHORITY, issuerKey: authority.privateKey };
  return {
    certificate: pem(
      signed({
        ...common,
        subject: AUTHORITY,
        publicKey: authority.publicKey,
        extensions: [
          critical(BASIC_CONSTRAINTS, der(SEQUENCE, der(BOOLEAN, Buffer.of(0xff)))),
          // The sixth bit: it signs certificates.
          critical(KEY_USAGE, der(BIT_STRING, Buffer.of(2, 0x04))),
        ],
      }),
    ),
    issue(names, addresses = []) {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      return identity(
        privateKey,
        signed({
          ...common,
          subject: names[0] ?? addresses[0],
          publicKey,
          extensions: [alternativeNames(names, addresses)],
        }),
      );
    },
  };
}

/**
 * @param {object} content
 * @param {string} content.subject
 * @param {import('node:crypto').KeyObject} content.publicKey
 * @param {string} content.issuer
 * @param {import('node:crypto').KeyObject} content.issuerKey
 * @param {Buffer[]} content.extensions
 */
function signed({ subject, publicKey, issuer, issuerKey, extensions }) {
  const algorithm = der(SEQUENCE, der(OBJECT, hex(ECDSA_WITH_SHA256)));
  const body = der(
    SEQUENCE,
    der(VERSION, der(INTEGER, Buffer.of(2))),
    der(INTEGER, Buffer.of(1), randomBytes(8)),
    algorithm,
    distinguishedName(issuer),
    der(SEQUENCE, time(Date.now() - HOUR), time(Date.now() + HOUR)),
    distinguishedName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(EXTENSIONS, der(SEQUENCE, ...extensions)),
  );
  const signature = der(BIT_STRING, Buffer.of(0), sign('sha256', body, issuerKey));
  return der(SEQUENCE, body, algorithm, signature);
}

/** @param {import('node:crypto').KeyObject} key @param {Buffer} certificate @returns {Identity} */
const identity = (key, certificate) => ({
  key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  certificate: pem(certificate),
  der: certificate,
});

/** @param {string} name */
const distinguishedName = (name) =>
  der(
    SEQUENCE,
    der(SET, der(SEQUENCE, der(OBJECT, hex(COMMON_NAME)), der(UTF8_STRING, Buffer.from(name)))),
  );

/** @param {string[]} names @param {string[]} addresses */
const alternativeNames = (names, addresses) =>
  der(
    SEQUENCE,
    der(OBJECT, hex(SUBJECT_ALTERNATIVE_NAME)),
    der(
      OCTET_STRING,
      der(
        SEQUENCE,
        ...names.map((name) => der(DNS_NAME, Buffer.from(name))),
        ...addresses.map((address) => der(IP_ADDRESS, Buffer.from(address.split('.').map(Number)))),
      ),
    ),
  );

/** @param {number} tag @param {Uint8Array[]} parts */
function der(tag, ...parts) {
  const content = Buffer.concat(parts);
  const { length } = content;
  const lengthBytes =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...lengthBytes), content]);
}

/** A critical extension. @param {string} object @param {Buffer} value */
const critical = (object, value) =>
  der(SEQUENCE, der(OBJECT, hex(object)), der(BOOLEAN, Buffer.of(0xff)), der(OCTET_STRING, value));

/** @param {string} digits */
const hex = (digits) => Buffer.from(digits, 'hex');

/** @param {number} moment */
function time(moment) {
  const digits = new Date(moment).toISOString().replace(/\D/g, '');
  return der(UTC_TIME, Buffer.from(`${digits.slice(2, 14)}Z`));
}

/** @param {Buffer} certificate */
function pem(certificate) {
  const lines = certificate
    .toString('base64')
    .match(/.{1,64}/g)
    ?.join('\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
