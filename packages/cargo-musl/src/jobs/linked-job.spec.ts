import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { imageContract } from '@statix/contract/testing/image-contract';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { parseLinkRecord } from '../contents/link-record.js';
import { cargoJob } from '../testing/cargo-job.js';
import { linkedJob, linkedPath } from './linked-job.js';

const newFolder = temporaryFolders();
const release = 'x86_64-unknown-linux-musl/release';
const hash = '0123456789abcdef';

/** A target folder as cargo leaves it of `my-app`, and its path. */
class Target {
  readonly path = newFolder();

  constructor() {
    this.write(`${release}/deps/my_app-${hash}`, 'a program');
    linkSync(this.at(`${release}/deps/my_app-${hash}`), this.at(`${release}/my-app`));
    mkdirSync(this.at('.statix-linked'));
    this.write('.statix-linked/my-app', '');
    this.write('ar', '#!/bin/sh\n[ "$1" = tv ] && cat "$2"\n');
    chmodSync(this.at('ar'), 0o755);
  }

  at(path: string): string {
    return join(this.path, path);
  }

  write(path: string, content: string): void {
    mkdirSync(dirname(this.at(path)), { recursive: true });
    writeFileSync(this.at(path), content);
  }

  /** A link of an hour ago, with a record. */
  linked(more = ''): void {
    this.write(
      `${release}/deps/my_app-${hash}.statix-link`,
      `members\textracted\tarchive\n9\t3\t/lib/libc.a\n${more}`,
    );
    const then = Date.now() / 1000 - 3600;
    utimesSync(this.at(`${release}/my-app`), then, then);
  }

  async run(command: readonly string[] = ['true']) {
    const contract = {
      ...imageContract,
      paths: { ...imageContract.paths, target: this.path },
      tools: [{ name: 'llvm-ar', version: '1', path: this.at('ar') }],
    };
    const planned = [{ name: 'my-app', path: `${release}/my-app`, certain: true }];
    const job = await linkedJob({ ...cargoJob, argv: command }, planned, contract);
    expect(job.outputs).toEqual([linkedPath({ name: 'my-app' })]);
    const [program = '', ...args] = job.argv;
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
    return { status, stdout, stderr, told: readFileSync(this.at('.statix-linked/my-app'), 'utf8') };
  }
}

test('what the linker has recorded of the program is told, and cargo’s words stay', async () => {
  const target = new Target();
  target.linked();
  const ran = await target.run(['sh', '-c', 'echo out; echo err >&2']);
  expect(ran).toMatchObject({ status: 0, stdout: 'out\n', stderr: 'err\n' });
  expect(parseLinkRecord(ran.told)).toMatchObject({
    archives: [{ path: '/lib/libc.a', taken: 3 }],
  });
});

test('where the linker records nothing, and where cargo fails, nothing is told', async () => {
  const target = new Target();
  expect(await target.run()).toMatchObject({ status: 0, told: '' });
  target.linked();
  expect(await target.run(['sh', '-c', 'exit 7'])).toMatchObject({ status: 7, told: '' });
});

test('a record of another build of the program is passed over', async () => {
  const target = new Target();
  target.write(`${release}/deps/my_app-fedcba9876543210`, 'another');
  target.write(
    `${release}/deps/my_app-fedcba9876543210.statix-link`,
    'members\textracted\tarchive\n',
  );
  expect(await target.run()).toMatchObject({ told: '' });
});

test('libraries of crates whose build script asks for native ones, and those', async () => {
  const target = new Target();
  const out = target.at(`${release}/build/libz-sys-aaaaaaaaaaaaaaaa/out/lib`);
  const name = `liblibz_sys-${hash}.rlib`;
  const native = 'rw-r--r-- 0/0   1234 Jan  1 00:00 1970 44-deflate.o\n';
  const rust = `rw-r--r-- 0/0   99 Jan  1 00:00 1970 libz_sys.${hash}-cgu.0.rcgu.o\nrw-r--r-- 0/0   9 Jan  1 00:00 1970 lib.rmeta\n`;
  target.write(`${release}/build/libz-sys-aaaaaaaaaaaaaaaa/out/lib/libz.a`, native);
  target.write(
    `${release}/build/libz-sys-aaaaaaaaaaaaaaaa/output`,
    `cargo:root=x\ncargo::rustc-link-search=native=${out}\ncargo:rustc-link-lib=static=z\n`,
  );
  target.write(`${release}/build/serde-bbbbbbbbbbbbbbbb/output`, 'cargo:rustc-cfg=x\n');
  target.write(`${release}/.fingerprint/libz-sys-${hash}/lib-libz_sys`, '');
  target.write(`${release}/.fingerprint/libz-sys-${hash}/lib-libz_sys.json`, '');
  target.write(`${release}/deps/${name}`, `${rust}${native}`);
  target.write(
    `${release}/deps/libz_sys-${hash}.d`,
    `${name}: /crates/libz-sys/src/lib.rs /other\n`,
  );
  target.linked(`9\t3\t${target.at(`${release}/deps/${name}`)}\n`);
  const record = parseLinkRecord((await target.run()).told);
  const members = new Set(['1234 44-deflate.o']);
  expect(record?.rlibs).toEqual([
    { path: target.at(`${release}/deps/${name}`), source: '/crates/libz-sys/src/lib.rs', members },
  ]);
  expect(record?.named).toEqual([{ path: `${out}/libz.a`, members }]);
});

test('attack: a FIFO and a link in the places of what is told are neither waited for nor followed', async () => {
  const target = new Target();
  target.linked();
  spawnSync('mkfifo', [target.at(`${release}/deps/my_app-${hash}.statix-told`)]);
  const place = target.at('.statix-linked/my-app');
  const ran = await target.run([
    ...['sh', '-c', `rm ${place}; ln -s ${target.at('stolen')} ${place}`],
  ]);
  expect(parseLinkRecord(ran.told)?.archives).toHaveLength(1);
  expect(existsSync(target.at('stolen'))).toBe(false);
});
