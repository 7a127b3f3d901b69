// Fails when the committed evidence is of another recipe than the committed one, or lacks a program. What
// Nx, Node and engine it lacks is said: a change of the recipe does not make those runs untrue.
import { fileURLToPath } from 'node:url';
import { combinations } from './combinations.mjs';
import { gaps, readEvidence } from './evidence.mjs';
import { validationPrograms } from './programs.mjs';
import { recipeIdentity, recipeIsCommitted } from './recipe-identity.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

if (await recipeIsCommitted(root)) {
  const evidence = readEvidence(root);
  const recipe = await recipeIdentity(root);
  const programs = validationPrograms(root).map(({ name }) => name);
  const others = combinations.map(({ name }) => name);
  const missing = gaps(evidence, recipe, programs, []);
  for (const gap of missing) console.error(gap);
  for (const gap of gaps(evidence, recipe, programs, others)) {
    if (!missing.includes(gap)) console.log(`Not required: ${gap}`);
  }
  if (missing.length > 0) {
    console.error('\nProve what is missing, and commit docs/evidence:\n  npm run test:matrix');
    process.exitCode = 1;
  }
} else {
  // A lock that was refreshed because the archive has moved on, or a recipe that is being edited.
  console.log('Not compared: images/statix is not as it was committed.');
}
