/** A response of HTTP/1.x (RFC 9112) as far as it came. */
export interface HttpResponse {
  readonly status: number;
  readonly body: Buffer;
  /** Nothing of the body is missing. */
  readonly isWhole: boolean;
}

/** A body of chunks has no more of them than this: each of one byte would be one line of a head. */
const MOST_CHUNKS = 65_536;

/**
 * Reads a response out of bytes that a program under proof has sent.
 *
 * @param closed whether the connection was closed after them
 */
export function parseHttpResponse(
  bytes: Buffer,
  closed: boolean,
): HttpResponse | { readonly problem: string } {
  let rest = bytes;
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    const head = rest.toString('latin1', 0, end < 0 ? rest.byteLength : end);
    const [first = '', ...lines] = head.split('\r\n');
    const status = /^HTTP\/1\.[01] (\d{3})(?: .*)?$/.exec(first)?.[1];
    if (status === undefined) return { problem: 'its first line is no status line' };
    if (end < 0) return { problem: 'its head does not end' };
    const body = rest.subarray(end + 4);
    // An interim response comes before the one that counts (RFC 9110, 15.2).
    if (!/^1/.test(status) || status === '101') {
      return { status: Number(status), ...bodyOf(body, headersOf(lines), Number(status), closed) };
    }
    rest = body;
  }
}

function headersOf(lines: readonly string[]): Map<string, string> {
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

/** RFC 9112, 6.3: what says where a body ends, in this order. */
function bodyOf(
  bytes: Buffer,
  headers: ReadonlyMap<string, string>,
  status: number,
  closed: boolean,
): Pick<HttpResponse, 'body' | 'isWhole'> {
  if (status === 101 || status === 204 || status === 304) {
    return { body: Buffer.alloc(0), isWhole: true };
  }
  const coding = headers.get('transfer-encoding');
  if (coding !== undefined && /(^|,)\s*chunked$/i.test(coding)) return dechunked(bytes);
  const length = headers.get('content-length');
  if (coding === undefined && length !== undefined && /^\d{1,15}$/.test(length)) {
    return {
      body: bytes.subarray(0, Number(length)),
      isWhole: bytes.byteLength >= Number(length),
    };
  }
  return { body: bytes, isWhole: closed };
}

function dechunked(bytes: Buffer): Pick<HttpResponse, 'body' | 'isWhole'> {
  const chunks: Buffer[] = [];
  const done = (isWhole: boolean) => ({ body: Buffer.concat(chunks), isWhole });
  let at = 0;
  while (chunks.length < MOST_CHUNKS) {
    const end = bytes.indexOf('\r\n', at);
    const size =
      end < 0 ? null : /^([0-9a-f]{1,8})(?:\s*;.*)?$/i.exec(bytes.toString('latin1', at, end));
    if (size?.[1] === undefined) return done(false);
    const length = Number.parseInt(size[1], 16);
    if (length === 0) return done(true);
    const chunk = bytes.subarray(end + 2, end + 2 + length);
    chunks.push(chunk);
    if (chunk.byteLength < length) return done(false);
    at = end + 2 + length + 2;
  }
  return done(false);
}
