import { starterCommand } from './starter-command.js';

const plan = {
  nonce: 'abc',
  timeoutMilliseconds: 1500.2,
  program: '/program/app',
  arguments: ['-v', 'a b'],
};

test('a program that only runs', () => {
  expect(starterCommand(plan)).toEqual([
    ...['/statix/start', 'abc', '1501', '-', '-', '-', '0'],
    ...['/program/app', '-v', 'a b'],
  ]);
});

test('a program on another processor is an argument of what emulates it', () => {
  expect(starterCommand({ ...plan, cpu: 'qemu64,+avx' }).slice(7)).toEqual([
    ...['/statix/emulator', '-cpu', 'qemu64,+avx'],
    ...['/program/app', '-v', 'a b'],
  ]);
});

test.each([
  [{ ready: { stdout: 'x' }, stop: 'SIGINT' }, ['told', '-', '-', '2']],
  [{ ready: { port: 80 }, probe: { tcp: 81 }, stop: 'SIGTERM' }, ['80', '81', '-', '15']],
])('a server that is %j', (expectation, expected) => {
  expect(starterCommand({ ...plan, expectation }).slice(3, 7)).toEqual(expected);
});

test('a GET is sent as it stands', () => {
  const http = { port: 8080, path: '/a?b', expectedStatus: 200 };
  const command = starterCommand({ ...plan, expectation: { probe: { http }, stop: 'SIGTERM' } });
  expect(command.slice(4, 6)).toEqual([
    '8080',
    'GET /a?b HTTP/1.1\r\nHost: localhost:8080\r\nUser-Agent: statix\r\nAccept: */*\r\nConnection: close\r\n\r\n',
  ]);
});
