import { renderError } from '@statix/contract';
import { parseSshAddress } from '../address/ssh-address.js';
import { engineNotFound } from './engine-not-found.js';

test('attack: an address in a .env file is a command for whoever pastes the remedy', () => {
  const address = parseSshAddress('ssh://me%27;id%20@build$(id)/', 'DOCKER_HOST');
  const printed = renderError(
    engineNotFound([{ address, source: 'DOCKER_HOST', code: undefined, message: 'no such host' }]),
  );
  expect(printed).toContain(`ssh -o BatchMode=yes -l 'me'\\'';id ' -- 'build$(id)' docker version`);
});

// Node 20, then 22 and later: OpenSSL has renamed the oldest alerts.
test.each([
  ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', 'the certificate in cert.pem has expired'],
  ['ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED', 'the certificate in cert.pem has expired'],
  ['ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE', 'does not accept the certificate in cert.pem'],
  ['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', 'there is no cert.pem'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'there is no cert.pem'],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'does not know the authority'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'does not speak TLS'],
  ['ERR_SSL_SSL/TLS_ALERT_OF_TOMORROW', 'as OpenSSL says it'],
])('%s', (code, meaning) => {
  const address = {
    kind: 'tcp',
    text: 'tcp://build:2376',
    host: 'build',
    port: 2376,
    protocol: 'https',
    tls: undefined,
  } as const;
  const attempt = { address, source: 'DOCKER_HOST', code, message: 'as OpenSSL says it' };
  expect(renderError(engineNotFound([attempt]))).toContain(meaning);
});
