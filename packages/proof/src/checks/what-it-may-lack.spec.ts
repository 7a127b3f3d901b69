import { whatItMayLack } from './what-it-may-lack.js';

const lacks = (stderr: string, stdout = '', startError?: string) =>
  whatItMayLack({
    result: { exitCode: 1, oomKilled: false, timedOut: false, startError },
    stdout: Buffer.from(stdout),
    stderr: Buffer.from(stderr),
    outputTruncated: false,
  });

/** What programs of Rust, OpenSSL, musl, chrono, dirs and glibc say. */
test.each([
  [
    `thread 'main' panicked at src/main.rs:2:5: /tmp is writable: Os { code: 30, kind: ReadOnlyFilesystem, message: "Read-only file system" }`,
    'a folder /tmp',
  ],
  ['Error: "/tmp/x": No such file or directory (os error 2)', 'a folder /tmp'],
  ['could not create temporary file: Read-only file system (os error 30)', 'a folder /tmp'],
  ['unable to get local issuer certificate', 'certificates of authorities'],
  ['invalid peer certificate: UnknownIssuer', 'certificates of authorities'],
  ['no native root CA certificates found! (errors: [])', 'certificates of authorities'],
  ['open /etc/ssl/certs/ca-certificates.crt: No such file', 'certificates of authorities'],
  ['cannot open /usr/share/zoneinfo/Europe/Berlin', 'a database of time zones'],
  [
    'Error: failed to find time zone `Europe/Berlin` in time zone database',
    'a database of time zones',
  ],
  ['unknown time zone Europe/Berlin', 'a database of time zones'],
  ['/etc/passwd: No such file or directory', 'users (/etc/passwd)'],
  ['no such user: app', 'users (/etc/passwd)'],
  ['called `Result::unwrap()`: HOME: NotPresent', 'a home folder (HOME)'],
  ['could not determine the home directory', 'a home folder (HOME)'],
  ['$HOME is not set', 'a home folder (HOME)'],
  ['failed to lookup address information: Try again', 'name servers'],
  ['could not read /etc/resolv.conf', 'name servers'],
  ['Error: Network is unreachable (os error 101)', 'name servers'],
  ['mkdir /var/cache/app: Read-only file system', 'a writable folder'],
  ['Error: config.toml: No such file or directory (os error 2)', 'a file or folder'],
])('%j', (said, what) => {
  const [first, ...more] = lacks(`starting\n${said}\n`);
  expect(first).toMatch(new RegExp(`^perhaps it lacks ${what.replace(/[()]/g, String.raw`\$&`)}`));
  expect(first).toContain('If so: ');
  expect(more).toEqual([]);
});

test.each([
  'error: unknown option --frobnicate',
  'the answer is 41, expected 42',
  'assertion failed: left == right',
  'temporary failure of the reactor',
  'welcome home',
  'wrote /tmp/x',
  'no certificate was asked for',
  '',
])('nothing is guessed of %j', (said) => {
  expect(lacks(said)).toEqual([]);
});

test('each once, from both outputs, quoted', () => {
  const found = lacks('a: os error 30\nb: os error 30\n', '\u001b[31m$HOME is unset\n');
  expect(found).toHaveLength(2);
  expect(found[0]).toContain("it says 'a: os error 30'");
  expect(found[1]).toContain('\\x1b[31m$HOME');
});

test('of a program that never started nothing is said', () => {
  expect(lacks('No such file or directory', '', 'No such file or directory')).toEqual([]);
});

test('attack: long lines and many of them', () => {
  const line = `could not ${'x '.repeat(500)}home ${'could not find '.repeat(4000)}`;
  const started = performance.now();
  lacks(`${line}\n`.repeat(300));
  expect(performance.now() - started).toBeLessThan(2000);
});
