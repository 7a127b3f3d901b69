import type { Situation } from '../diagnosis/signature.js';
import { allSignatures } from '../diagnosis/signatures/all-signatures.js';

/** A remedy of a signature, as it is printed where much is known of the build. */
export interface PrintedRemedy {
  readonly id: string;
  readonly text: string;
}

const known: Situation = {
  image: undefined,
  versionOf: () => undefined,
  locked: [
    ['libc', '0.2.100'],
    ['bindgen', '0.59.2'],
    ['bindgen', '0.72.0'],
    ['rdkafka-sys', '4.8.0'],
    ['aws-lc-sys', '0.2.0'],
    ['reqwest', '0.12.0'],
    ['libdeflate-sys', '1.23.1'],
  ].map(([name = '', version = '']) => ({ name, version })),
  manifest: 'Cargo.toml',
  line: 'part.c:1:1: environment variable `APP_NAME` not defined',
  exists: () => true,
};

const image = {
  libraries: new Set(['ssl', 'pq']),
  tools: new Set(['clang', 'protoc']),
  rustVersion: '1.96.0',
  environment: new Set<string>(),
};

/** Together they have every remedy. */
const situations: readonly Situation[] = [
  known,
  { ...known, image },
  { ...known, exists: () => false },
  { ...known, line: '`libc = "^0.2"` (locked to 0.2.100)' },
];

/** Every remedy of every signature, once. */
export function printedRemedies(): PrintedRemedy[] {
  return allSignatures.flatMap(({ id, remedies }) =>
    remedies.map((words) => {
      const [said] = situations.flatMap(
        (situation) => (typeof words === 'function' ? words(situation) : words) ?? [],
      );
      if (said === undefined) throw new Error(`${id} has a remedy that is printed nowhere`);
      return { id, text: typeof said === 'string' ? said : said.text };
    }),
  );
}
