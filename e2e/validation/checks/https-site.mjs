import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import { issueCertificate } from './certificate.mjs';
import { sha256 } from './digest.mjs';
import { randomNumber } from './random.mjs';

const ADDRESS = '127.0.0.1';

/**
 * Opens an HTTPS site on loopback with a certificate and a page of its own.
 * @returns {Promise<{ url: string, certificate: string, report: string, close: () => Promise<void> }>}
 *   `report` is what reqwest-rustls must print about the site
 */
export async function openSite() {
  const { key, certificate, der } = issueCertificate(ADDRESS);
  const page = randomBytes(randomNumber(1, 100_000));
  const status = [200, 203, 404, 500][randomNumber(0, 3)];

  const server = createServer({ key, cert: certificate }, (_, response) => {
    response.writeHead(status).end(page);
  });
  server.listen(0, ADDRESS);
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());

  return {
    url: `https://${ADDRESS}:${port}/`,
    certificate,
    report:
      `status: ${status}\nbytes: ${page.length}\nsha256: ${sha256(page)}\n` +
      `certificate sha256: ${sha256(der)}\n`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
