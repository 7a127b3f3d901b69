// What the doctor says of building a manifest with its lock: the worst severity, and the codes.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const advice = require('../../packages/advice');
const cargo = require('../../packages/cargo');

/** Codes of what happens when the program runs: they say nothing of building it. */
const atRunTime = new Set([
  'loads-libraries',
  'duckdb-extensions',
  'vendored-openssl-has-no-roots',
  'jemalloc-background-threads',
]);

/** What an image's contract offers to native crates. */
export const offerOfImage = (contract) => advice.offerOfContract(contract);

/** @returns `error`, `warning` or `clean`, and the codes of errors and warnings */
export function predict(manifest, lock, offer) {
  const root = mkdtempSync(join(tmpdir(), 'statix-precision-'));
  try {
    mkdirSync(join(root, 'src'));
    writeFileSync(join(root, 'Cargo.toml'), manifest);
    writeFileSync(join(root, 'Cargo.lock'), lock);
    writeFileSync(join(root, 'src/main.rs'), '');
    return predictFolder(root, offer);
  } finally {
    rmSync(root, { recursive: true });
  }
}

function predictFolder(root, offer) {
  const files = cargo.repositoryFiles(root);
  const repository = cargo.readRepository(['Cargo.toml'], files);
  const { findings } = advice.diagnoseCrates({
    repository,
    files,
    package: repository.packages[0],
    request: { features: [], defaultFeatures: true, allFeatures: false },
    triple: 'x86_64-unknown-linux-musl',
    offer,
  });
  const ofBuilding = findings
    .map(({ finding }) => finding)
    .filter(({ code, severity }) => severity !== 'note' && !atRunTime.has(code));
  const predicted = ['error', 'warning'].find((severity) =>
    ofBuilding.some((finding) => finding.severity === severity),
  );
  return {
    predicted: predicted ?? 'clean',
    codes: [...new Set(ofBuilding.map(({ code }) => code))],
  };
}
