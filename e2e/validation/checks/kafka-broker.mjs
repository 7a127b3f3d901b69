import { once } from 'node:events';
import { createServer } from 'node:tls';

const ADDRESS = '127.0.0.1';
const METADATA = 3;

/**
 * A broker on loopback that speaks TLS and knows one request, Metadata in its version 0, which it
 * answers with one broker and no topic.
 * @param {import('./certificate.mjs').Identity} identity
 * @param {{ id: number, host: string, port: number }} broker what it says that there is
 */
export async function openBroker({ key, certificate }, broker) {
  const server = createServer({ key, cert: certificate }, (socket) => {
    let received = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) {
        const request = received.subarray(4, 4 + received.readInt32BE(0));
        received = received.subarray(4 + request.length);
        if (request.readInt16BE(0) !== METADATA || request.readInt16BE(2) !== 0) socket.destroy();
        else socket.write(answer(request.readInt32BE(4), broker));
      }
    });
  });
  server.listen(0, ADDRESS);
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    port,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

/** @param {number} correlation @param {{ id: number, host: string, port: number }} broker */
function answer(correlation, { id, host, port }) {
  const name = Buffer.from(host);
  const length = Buffer.alloc(2);
  length.writeInt16BE(name.length);
  const body = Buffer.concat([int32(correlation, 1, id), length, name, int32(port, 0)]);
  return Buffer.concat([int32(body.length), body]);
}

/** @param {number[]} numbers */
function int32(...numbers) {
  const bytes = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, index) => bytes.writeInt32BE(number, 4 * index));
  return bytes;
}
