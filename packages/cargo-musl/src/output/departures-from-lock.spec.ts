import { Readable } from 'node:stream';
import type { JobFiles } from '../workbench/workbench.js';
import { departuresFromLock } from './departures-from-lock.js';

const given = { path: 'rust/Cargo.lock', content: 'version = 4\n' };
const another = `version = 4

[[package]]
name = "itoa"
version = "1.0.15"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "4a5f13b858c8d314ee3e8f639011f7ccefe71f97f96e50151fb991f267928e2c"
`;

let asked: string[];

const left = (isUntouched: boolean, text: string | undefined): JobFiles => ({
  isUntouched: (path) => {
    asked.push(path);
    return Promise.resolve(isUntouched);
  },
  open: (path) => {
    asked.push(path);
    const content = Readable.from([Buffer.from(text ?? '')], { objectMode: false });
    return Promise.resolve(text === undefined ? undefined : { content, size: text.length });
  },
});

beforeEach(() => {
  asked = [];
});

test('a lock that nobody has written to is not read', async () => {
  expect(await departuresFromLock(left(true, another), given, '/workspace')).toEqual([]);
  expect(asked).toEqual(['/workspace/rust/Cargo.lock']);
});

test('one that was written to is compared by its content', async () => {
  expect(await departuresFromLock(left(false, given.content), given, '/workspace')).toEqual([]);
  const [departure, ...others] = await departuresFromLock(
    left(false, another),
    given,
    '/workspace',
  );
  expect(departure).toContain('itoa');
  expect(others).toEqual([]);
});

test('one that was removed', async () => {
  expect(await departuresFromLock(left(false, undefined), given, '/workspace')).toEqual([
    'rust/Cargo.lock was removed or overwritten',
  ]);
});
