import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { randomText } from './random.mjs';

const OUTPUT = new RegExp(
  '^ed25519 public key: (?<edKey>[0-9a-f]{64})\n' +
    'ed25519 signature: (?<edSignature>[0-9a-f]{128})\n' +
    'p256 public key: 04(?<x>[0-9a-f]{64})(?<y>[0-9a-f]{64})\n' +
    'p256 signature: (?<ecSignature>[0-9a-f]+)\n$',
);

/** @type {import('./program.mjs').Program} */
export const cryptoSigning = {
  name: 'crypto-signing',
  argument: () => [randomText()],
  check(stdout, [message]) {
    assert.match(stdout, OUTPUT);
    const { edKey, edSignature, x, y, ecSignature } = OUTPUT.exec(stdout)?.groups ?? {};
    const ed25519 = publicKey({ kty: 'OKP', crv: 'Ed25519', x: base64url(edKey) });
    const p256 = publicKey({ kty: 'EC', crv: 'P-256', x: base64url(x), y: base64url(y) });
    const signed = Buffer.from(message);
    assert.ok(verify(null, signed, ed25519, Buffer.from(edSignature, 'hex')), 'Ed25519');
    assert.ok(verify('sha256', signed, p256, Buffer.from(ecSignature, 'hex')), 'ECDSA P-256');
  },
  refused: [[], ['two', 'messages']],
};

/** @param {import('node:crypto').JsonWebKey} key */
const publicKey = (key) => createPublicKey({ key, format: 'jwk' });

/** @param {string} digits */
const base64url = (digits) => Buffer.from(digits, 'hex').toString('base64url');
