// Fails when a program is not proven, or with other parts of the recipe than the committed one has. What
// Nx, Node and engine lack is said: a change of the recipe does not make those runs untrue.
import { fileURLToPath } from 'node:url';
import { combinations } from './combinations.mjs';
import { gaps, readEvidence } from './evidence.mjs';
import { partsOfPrograms } from './read-recipe.mjs';
import { recipeIdentity, recipeIsCommitted } from './recipe-identity.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

if (await recipeIsCommitted(root)) {
  const evidence = readEvidence(root);
  const recipe = await recipeIdentity(root);
  const programs = await partsOfPrograms(root);
  const missing = gaps(evidence, programs, { recipe, combinations: [] });
  for (const gap of missing) console.error(gap);
  const names = combinations.map(({ name }) => name);
  for (const gap of gaps(evidence, programs, { recipe, combinations: names })) {
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
