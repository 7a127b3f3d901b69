import type { HttpProbe } from '@statix/contract';

/**
 * A GET of HTTP/1.1 (RFC 9112) as text. `Connection: close`: the answer ends with the connection, which the
 * starter waits for without reading what it says.
 *
 * @param probe.path begins with a slash and has no space or line end: the options see to it
 */
export function probeRequest({ port, path }: Pick<HttpProbe, 'port' | 'path'>): string {
  return [
    `GET ${path} HTTP/1.1`,
    `Host: localhost:${port}`,
    'User-Agent: statix',
    'Accept: */*',
    'Connection: close',
    '\r\n',
  ].join('\r\n');
}
