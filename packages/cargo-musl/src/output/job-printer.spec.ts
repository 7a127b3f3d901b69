import { EventEmitter } from 'node:events';
import { JobPrinter } from './job-printer.js';

class Screen extends EventEmitter {
  text = '';
  full = false;
  write(text: string): boolean {
    this.text += text;
    return !this.full;
  }
}

function printer(most?: number) {
  const screen = new Screen();
  const logged: string[] = [];
  const log = { path: '/logs/app', problem: undefined, write: (line: string) => logged.push(line) };
  return { screen, logged, printer: new JobPrinter(log, screen, most) };
}

test('both outputs by line, safe on the terminal and as they are in the log', () => {
  const { screen, logged, printer: job } = printer();
  void job.stdout(Buffer.from('a ##vso[task.complete]\n::error::b'));
  void job.stderr(Buffer.from('\u001b[31mc\u001b[0m\u001b[2J\n'));
  job.end();
  expect(screen.text).toBe(
    'a #\\#vso[task.complete]\n\u001b[31mc\u001b[0m\\x1b[2J\n\\::error::b\n',
  );
  expect(logged).toContain('a ##vso[task.complete]');
});

test('attack: an output without end: what is shown has a limit, and its end is shown', () => {
  const { screen, logged, printer: job } = printer(10_000);
  const lines = Array.from({ length: 100_000 }, (_, number) => `line ${number}\n`);
  void job.stdout(Buffer.from(lines.join('')));
  job.end();
  expect(logged).toHaveLength(100_000);
  expect(screen.text.length).toBeLessThan(50_000);
  expect(screen.text).toContain('[No more is shown as it comes; the log is /logs/app]');
  expect(screen.text).toMatch(/\[\d+ more lines are not shown; the end of the output:\]\n/);
  expect(screen.text.endsWith('line 99999\n')).toBe(true);
});

test('nothing more is taken from the job until the terminal has room', async () => {
  const { screen, printer: job } = printer();
  screen.full = true;
  let taken = false;
  const pushed = Promise.resolve(job.stderr(Buffer.from('a\n'))).then(() => (taken = true));
  await new Promise(setImmediate);
  expect(taken).toBe(false);
  screen.emit('drain');
  await pushed;
  expect(taken).toBe(true);
});
