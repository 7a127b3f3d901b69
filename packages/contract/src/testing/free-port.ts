import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A port that was free just now.
 *
 * @param address on which a server will listen
 */
export async function freePort(address = '127.0.0.1'): Promise<number> {
  const server = createServer().listen(0, address);
  await once(server, 'listening');
  const at = server.address();
  server.close();
  await once(server, 'close');
  if (at === null || typeof at === 'string') throw new Error('no port');
  return at.port;
}
