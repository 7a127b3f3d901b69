import { parseLinkRecord } from './link-record.js';

/** lld 21, llvm-ar 21. */
const stats = `#stats
members	extracted	archive
12	3	/statix/target/x86_64-unknown-linux-musl/release/deps/liblibz_sys-0123456789abcdef.rlib
1500	80	/opt/statix/sysroot/usr/lib/libc.a
1	0	/opt/statix/sysroot/usr/lib/libexecinfo.a
`;
const why = `#why
reference	extracted	symbol
/rcrt1.o	/opt/statix/sysroot/usr/lib/libc.a(__libc_start_main.o)	__libc_start_main
app.o	/statix/target/x86_64-unknown-linux-musl/release/deps/liblibz_sys-0123456789abcdef.rlib(44ff-deflate.o)	deflate
`;
const lists = `#rlib	/statix/target/x86_64-unknown-linux-musl/release/deps/liblibz_sys-0123456789abcdef.rlib	/crates/libz-sys-1.1.23/src/lib.rs
rw-r--r-- 0/0   1234 Jan  1 00:00 1970 44ff-deflate.o
#archive	/statix/target/x86_64-unknown-linux-musl/release/build/libz-sys-aaaaaaaaaaaaaaaa/out/lib/libz.a
rw-r--r-- 0/0   1234 Jan  1 00:00 1970 44ff-deflate.o
`;

test('archives with what was taken of them, members by name and size', () => {
  const record = parseLinkRecord(`${stats}${why}${lists}#end\n`);
  expect(record?.archives.map(({ taken }) => taken)).toEqual([3, 80, 0]);
  expect(record?.extracted?.get('liblibz_sys-0123456789abcdef.rlib')).toEqual(
    new Set(['44ff-deflate.o']),
  );
  expect(record?.rlibs).toMatchObject([
    { source: '/crates/libz-sys-1.1.23/src/lib.rs', members: new Set(['1234 44ff-deflate.o']) },
  ]);
  expect(record?.named[0]?.members).toEqual(record?.rlibs[0]?.members);
});

test('without names of members they are not known', () => {
  expect(parseLinkRecord(`${stats}#end\n`)?.extracted).toBeUndefined();
});

test('options of C for a processor, and that there are none', () => {
  const options = (told: string) => parseLinkRecord(`${stats}${told}#end\n`)?.cpuOptions;
  expect(options('#cpu\n-march=native\n-mavx2\n')).toEqual(['-march=native', '-mavx2']);
  expect(options('#cpu\n')).toEqual([]);
  expect(options('')).toBeUndefined();
});

test('a link of an archive’s name leads to another', () => {
  const linked = `${stats}#real\t/opt/statix/sysroot/usr/lib/libc.a\t/lib/libmusl.a\n#end\n`;
  expect(parseLinkRecord(linked)?.archives[1]).toMatchObject({ leadsTo: '/lib/libmusl.a' });
});

test.each([
  ['nothing', ''],
  ['one that was not written to its end', stats],
  ['another text', 'hello\n#end\n'],
  ['statistics of something else', '#stats\nfirst\tsecond\n#end\n'],
  ['a number that is none', `${stats}many\t1\t/lib.a\n#end\n`],
  ['statistics a second time', `${stats}${stats}#end\n`],
  ['a listing of something else', `${stats}#archive\t/lib.a\nhello\n#end\n`],
  ['lines without end', `${stats}${'1\t1\t/lib.a\n'.repeat(400_000)}#end\n`],
])('attack: %s is no record', (_name, text) => {
  expect(parseLinkRecord(text)).toBeUndefined();
});
