// Draws the crates that the doctor is measured on: node tools/doctor-precision/draw.mjs
// Candidates are native crates and crates that depend on them, written down by name before the draw;
// those that tools/native-crates builds are left out. The same seed draws the same crates.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const seed = 'statix-doctor-2026-11-21';
const size = 48;

const here = import.meta.dirname;
const candidates = JSON.parse(readFileSync(join(here, 'candidates.json'), 'utf8'));
const rank = (name) => createHash('sha256').update(`${seed} ${name}`).digest('hex');
const drawn = candidates
  .toSorted((left, right) => (rank(left) < rank(right) ? -1 : 1))
  .slice(0, size)
  .sort();
writeFileSync(join(here, 'sample.json'), `${JSON.stringify({ seed, drawn }, undefined, 2)}\n`);
console.log(drawn.join('\n'));
