import { parseHttpResponse } from './http-response.js';

const parse = (text: string, closed = true) =>
  parseHttpResponse(Buffer.from(text, 'latin1'), closed);
const ok = 'HTTP/1.1 200 OK\r\n';

test.each([
  [`${ok}Content-Length: 2\r\n\r\nhi`, { status: 200, body: 'hi', isWhole: true }],
  [`${ok}content-length:3\r\n\r\nhi`, { status: 200, body: 'hi', isWhole: false }],
  [`${ok}Content-Length: 1\r\n\r\nhi`, { status: 200, body: 'h', isWhole: true }],
  ['HTTP/1.0 404 Not Found\r\n\r\nno', { status: 404, body: 'no', isWhole: true }],
  ['HTTP/1.1 503 \r\n\r\n', { status: 503, body: '', isWhole: true }],
  ['HTTP/1.1 200\r\n\r\n', { status: 200, body: '', isWhole: true }],
  [
    'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n',
    { status: 204, body: '', isWhole: true },
  ],
  [
    `${ok}Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n`,
    { status: 200, body: 'hi0123456789', isWhole: true },
  ],
  [
    `${ok}Transfer-Encoding: gzip, Chunked\r\nContent-Length: 1\r\n\r\n2\r\nhi\r\n`,
    { status: 200, body: 'hi', isWhole: false },
  ],
  [
    `${ok}Transfer-Encoding: chunked\r\n\r\nfffffff0\r\nhi`,
    { status: 200, body: 'hi', isWhole: false },
  ],
  [`${ok}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`, { status: 200, body: '', isWhole: false }],
  [
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n${ok}\r\nhi`,
    { status: 200, body: 'hi', isWhole: true },
  ],
])('%j', (text, { body, ...expected }) => {
  const response = parse(text);
  expect(response).toMatchObject(expected);
  expect('body' in response && response.body.toString()).toBe(body);
});

test('a body without a length is whole when the connection is closed', () => {
  expect(parse(`${ok}\r\nhi`, false)).toMatchObject({ isWhole: false });
});

test.each([
  ['', 'no status line'],
  ['SSH-2.0-OpenSSH_9\r\n', 'no status line'],
  ['HTTP/2 200\r\n\r\n', 'no status line'],
  ['\x15\x03\x01\x00\x02\x02\x16', 'no status line'],
  [ok, 'does not end'],
  ['HTTP/1.1 100 Continue\r\n\r\n', 'no status line'],
])('attack: %j is no response', (text, problem) => {
  expect(parse(text)).toMatchObject({ problem: expect.stringContaining(problem) as string });
});

test('attack: chunks of one byte, as many as fit', () => {
  const text = `${ok}Transfer-Encoding: chunked\r\n\r\n${'1\r\na\r\n'.repeat(10_000)}`;
  expect(parse(text)).toMatchObject({ isWhole: false });
});
