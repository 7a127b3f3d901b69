import { extract, type Header, type Pack } from 'tar-stream';
import { jobArchive } from './job-archive.js';

async function entries(tar: Pack): Promise<[Header, string][]> {
  const found: [Header, string][] = [];
  const reader = extract();
  tar.pipe(reader);
  for await (const entry of reader) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    found.push([entry.header, Buffer.concat(chunks).toString()]);
  }
  return found;
}

const target = '/statix/target';

test('files with content, mode, owner and fractional times; folders before what is in them', async () => {
  const files = [
    { path: 'a/src/main.rs', content: Buffer.from('fn main() {}'), executable: false },
    { path: 'a/run.sh', content: Buffer.from('#!'), executable: true },
  ];
  const times = { 'a/src/main.rs': { key: 'k', time: 1_700_000_000.25 } };
  const found = await entries(
    jobArchive(
      '/',
      {
        inputs: [
          { folder: '/workspace', files, times },
          {
            folder: '/home/builder',
            files: [{ path: 'ca.pem', content: Buffer.from('ca'), executable: false }],
            times: {},
          },
        ],
        target,
        outputs: ['release/app', 'release/admin'],
      },
      { uid: 12345, gid: 100 },
    ),
  );
  expect(found.map(([{ name, type, mode }]) => [name, type, mode])).toEqual([
    ['workspace/a/', 'directory', 0o755],
    ['workspace/a/src/', 'directory', 0o755],
    ['workspace/a/src/main.rs', 'file', 0o644],
    ['workspace/a/run.sh', 'file', 0o755],
    ['home/builder/ca.pem', 'file', 0o644],
    ['statix/target/release/', 'directory', 0o755],
    ['statix/target/release/app', 'file', 0o644],
    ['statix/target/release/admin', 'file', 0o644],
  ]);
  expect(found.every(([{ uid, gid }]) => uid === 12345 && gid === 100)).toBe(true);
  expect(found[2]![0].pax).toMatchObject({ mtime: '1700000000.250000' });
  expect(found.map(([, content]) => content)).toEqual([
    '',
    '',
    'fn main() {}',
    '#!',
    'ca',
    '',
    '',
    '',
  ]);
});

test('what was given no time has a constant one', async () => {
  const files = [{ path: 'x', content: Buffer.from(''), executable: false }];
  const inputs = [{ folder: '/workspace', files, times: {} }];
  const tar = jobArchive('/', { inputs, target, outputs: [] }, { uid: 1, gid: 1 });
  expect((await entries(tar))[0]![0].pax).toMatchObject({ mtime: '315532800.000000' });
});

test('outputs by their paths in the target folder', async () => {
  const contents = { inputs: [], target, outputs: ['x/release/app'] };
  const found = await entries(jobArchive(target, contents, { uid: 1, gid: 1 }));
  expect(found.map(([{ name }]) => name)).toEqual(['x/', 'x/release/', 'x/release/app']);
});

test.each([
  [0, 65_534],
  [1000, 65_534],
  [65_534, 65_533],
])(
  'files that user %d cannot write to belong to user %d, and so does their folder',
  async (uid, other) => {
    const file = (path: string) => ({ path, content: Buffer.from('x'), executable: false });
    const inputs = [
      {
        folder: '/workspace',
        files: [file('Cargo.lock'), file('app/main.rs')],
        times: {},
        writable: ['Cargo.lock'],
      },
    ];
    const found = await entries(
      jobArchive('/', { inputs, target, outputs: ['release/app'] }, { uid, gid: uid }),
    );
    expect(found.map(([header]) => [header.name, header.uid, header.gid])).toEqual([
      ['workspace/', other, other],
      ['workspace/app/', other, other],
      ['workspace/Cargo.lock', uid, uid],
      ['workspace/app/main.rs', other, other],
      ['statix/target/release/', uid, uid],
      ['statix/target/release/app', uid, uid],
    ]);
  },
);
