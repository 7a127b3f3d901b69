import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import { issueCertificate } from './certificate.mjs';
import { sha256 } from './digest.mjs';
import { randomNumber } from './random.mjs';

const ADDRESS = '127.0.0.1';

/**
 * @typedef {object} Site
 * @property {string} url
 * @property {number} port
 * @property {string} certificate in PEM
 * @property {string} answer what a client must print that tells what came
 * @property {string} report the same of one that tells from whom
 * @property {() => Promise<void>} close
 */

/**
 * Opens an HTTPS site on loopback with a page of its own.
 * @param {import('./certificate.mjs').Identity} [identity]
 * @returns {Promise<Site>}
 */
export async function openSite({ key, certificate, der } = issueCertificate(ADDRESS)) {
  const page = randomBytes(randomNumber(1, 100_000));
  const status = [200, 203, 404, 500][randomNumber(0, 3)];

  const server = createServer({ key, cert: certificate }, (_, response) => {
    response.writeHead(status).end(page);
  });
  server.listen(0, ADDRESS);
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());

  const answer = `status: ${status}\nbytes: ${page.length}\nsha256: ${sha256(page)}\n`;
  return {
    url: `https://${ADDRESS}:${port}/`,
    port,
    certificate,
    answer,
    report: `${answer}certificate sha256: ${sha256(der)}\n`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
