// Lists the remedies of the diagnosis that no case follows: node tools/remedies/untried.mjs
// Some need another machine, another image or a service; the others want a case.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const diagnosis = '../../packages/advice/dist/diagnosis/signatures/all-signatures.js';
const { allSignatures } = require(diagnosis);
const { remedyCases } = require('../../packages/cargo-musl/dist/testing/remedies/cases.js');

/** A build of which much is known, so that remedies which depend on something are there. */
const locked = [
  ['libc', '0.2.100'],
  ['bindgen', '0.59.2'],
  ['bindgen', '0.72.0'],
  ['rdkafka-sys', '4.8.0'],
  ['aws-lc-sys', '0.2.0'],
  ['reqwest', '0.12.0'],
].map(([name, version]) => ({ name, version }));
const known = {
  image: undefined,
  versionOf: () => undefined,
  locked,
  manifest: 'Cargo.toml',
  line: 'part.c:1:1: environment variable `APP_NAME` not defined',
  exists: () => true,
};
const image = {
  libraries: new Set(['ssl', 'pq']),
  tools: new Set(['clang', 'protoc']),
  rustVersion: '1.96.0',
  environment: new Set(),
};
const situations = [known, { ...known, image }, { ...known, exists: () => false }];

let tried = 0;
const open = [];
for (const { id, remedies } of allSignatures) {
  const followed = remedyCases.filter((one) => one.id === id).map(({ remedy }) => remedy);
  for (const words of remedies) {
    const [said] = situations.flatMap(
      (situation) => (typeof words === 'function' ? words(situation) : words) ?? [],
    );
    const text = typeof said === 'string' ? said : (said?.text ?? '');
    // “If CC is set, remove it” becomes “Remove CC” where it is set.
    const isTried = followed.some((start) =>
      start.startsWith('Remove ') && /^If .* remove it/.test(text) ? true : text.startsWith(start),
    );
    if (isTried) tried += 1;
    else open.push(`${id}: ${text}`);
  }
}
console.log(open.join('\n'));
console.log(`${tried} tried, ${open.length} not`);
