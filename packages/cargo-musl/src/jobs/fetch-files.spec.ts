import { fetchFiles } from './fetch-files.js';

const file = (path: string) => ({ path, content: Buffer.from('x'), executable: true });

test('attack: no configuration of the repository reaches a fetch, and nothing can be run', () => {
  const files = fetchFiles(
    [
      file('Cargo.toml'),
      file('.cargo/config'),
      file('.cargo/config.toml'),
      file('rust/.cargo/config.toml'),
      file('vendor/itoa/.cargo/config.toml'),
      file('vendor/itoa/run.sh'),
      file('my.cargo/config.toml'),
    ],
    'net.retry = 1\n',
    'rust',
  );
  expect(files.map(({ path }) => path)).toEqual([
    'Cargo.toml',
    'vendor/itoa/run.sh',
    'my.cargo/config.toml',
    'rust/.cargo/config.toml',
  ]);
  expect(files.at(-1)?.content.toString()).toBe('net.retry = 1\n');
  expect(files.every(({ executable }) => !executable)).toBe(true);
});
