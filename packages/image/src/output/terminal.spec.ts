import { openTerminal } from './terminal.js';

function output(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, columns: 20, write: (text: string) => written.push(text) };
}

test('not on a terminal: plain lines, and no progress', () => {
  const pipe = output(false);
  const { report, progress } = openTerminal(pipe);
  report('line');
  expect(progress).toBeUndefined();
  expect(pipe.written).toEqual(['line\n']);
});

test('on a terminal the line of progress gives way to lines that stay', () => {
  const tty = output(true);
  const { report, progress } = openTerminal(tty);
  report('first');
  progress?.('building: musl 1 s');
  report('zlib  4.2 s');
  progress?.(undefined);
  progress?.(undefined);
  expect(tty.written).toEqual([
    'first\n',
    '\r\u001b[2Kbuilding: musl 1 s',
    '\r\u001b[2Kzlib  4.2 s\nbuilding: musl 1 s',
    '\r\u001b[2K',
  ]);
});

test('a line of progress never wraps', () => {
  const tty = output(true);
  openTerminal(tty).progress?.('x'.repeat(100));
  expect(tty.written).toEqual([`\r\u001b[2K${'x'.repeat(19)}`]);
});
