// Containers of the Statix image for a benchmark.
import { existsSync } from 'node:fs';
import { execa } from 'execa';

/** What IMAGE names, else the newest image of Statix in the engine. */
export async function benchImage() {
  if (process.env.IMAGE !== undefined) return process.env.IMAGE;
  const { stdout } = await execa('docker', ['images', '--quiet', 'statix.local/statix']);
  const [newest] = stdout.split('\n');
  if (newest === undefined || newest === '')
    throw new Error('the image is not in the engine: nx run statix-image:image');
  return newest;
}

/** Options for a container that has to reach the registry of crates from this site. */
export function withNetwork() {
  const bundle = process.env.SSL_CERT_FILE;
  const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].flatMap((name) => ['--env', name]);
  const options = ['--network', 'host', ...proxies];
  if (bundle === undefined || !existsSync(bundle)) return options;
  return [
    ...options,
    ...['--volume', `${bundle}:/site-ca.pem:ro`, '--env', 'CARGO_HTTP_CAINFO=/site-ca.pem'],
  ];
}
