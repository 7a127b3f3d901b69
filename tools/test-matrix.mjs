// npm run test:matrix [-- NAME...]: proves all validation programs, and every Nx with every Node, and
// writes the evidence; then provokes the signatures of the diagnosis, and follows their remedies. A NAME is
// (the start of) a program's or a combination's; what is not named is kept. Without a name only what is
// missing is proven: programs that were never, or with other parts of the recipe than there are, and
// combinations with another recipe. --all proves everything anew.
import { fileURLToPath } from 'node:url';
import { bootstrap } from './bootstrap/index.mjs';
import { run } from './bootstrap/run.mjs';
import { channelChecks, checkChannel } from './matrix/channels.mjs';
import { combinations, proveCombination } from './matrix/combinations.mjs';
import { EVIDENCE, gaps, readEvidence, writeEvidence } from './matrix/evidence.mjs';
import { proveProgram, validationPrograms } from './matrix/programs.mjs';
import { partsOfPrograms } from './matrix/read-recipe.mjs';
import { currentCommit, recipeIdentity } from './matrix/recipe-identity.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}

/** @param {string[]} args */
async function main(args) {
  const all = args.includes('--all');
  const named = args.filter((argument) => argument !== '--all');
  await bootstrap(root);

  const recipe = await recipeIdentity(root);
  const programs = validationPrograms(root);
  const parts = await partsOfPrograms(root);
  const evidence = readEvidence(root) ?? { programs: {}, combinations: {} };

  /** @param {string} name @param {boolean} proven */
  const wanted = (name, proven) =>
    named.length > 0 ? named.some((start) => name.startsWith(start)) : all || !proven;
  const due = {
    programs: programs.filter(({ name }) => {
      const proven = evidence.programs[name];
      return wanted(name, proven?.parts === parts[name] && proven?.failure === undefined);
    }),
    combinations: combinations.filter(({ name }) => {
      const proven = evidence.combinations[name];
      return wanted(name, proven?.recipe === recipe && proven?.failed === 0);
    }),
  };
  const channels = channelChecks(root);
  // An image that is there is checked in a minute; one that is not takes as long as the first.
  const dueChannels = [...channels].filter(([name]) => wanted(name, false));
  const count = due.programs.length + due.combinations.length + dueChannels.length;
  if (named.length > 0 && count === 0) {
    const names = [...[...programs, ...combinations].map(({ name }) => name), ...channels.keys()];
    throw new Error(`Nothing is called ${named.join(', ')}. There are:\n  ${names.join('\n  ')}`);
  }

  await run('npx', ['--no-install', 'nx', 'run', 'statix-image:image', '--outputStyle=stream'], {
    cwd: root,
  });
  let failed = 0;
  // Written after each: an hour's work is not lost to what comes last.
  for (const program of due.programs) {
    console.log(`\n=== ${program.name}`);
    const proven = await proveProgram(root, program, await currentCommit(root));
    if (proven.failure !== undefined) {
      failed += 1;
      console.error(`NOT proven: ${program.name}\n${proven.failure}`);
    }
    evidence.programs[program.name] = { recipe, parts: parts[program.name], ...proven };
    await writeEvidence(root, evidence);
  }
  for (const combination of due.combinations) {
    console.log(`\n=== ${combination.name}`);
    const proven = await proveCombination(root, combination, await currentCommit(root));
    if (proven.failed > 0) failed += 1;
    evidence.combinations[combination.name] = { recipe, ...proven };
    await writeEvidence(root, evidence);
  }

  for (const [name, channel] of dueChannels) {
    console.log(`\n=== ${name}`);
    if (!(await checkChannel(root, channel))) failed += 1;
  }

  if (named.length === 0) {
    console.log('\n=== remedies of the diagnosis');
    // What was tried in this image is not tried again.
    await run(process.execPath, ['tools/remedies/run.mjs', ...(all ? ['--again'] : [])], {
      cwd: root,
    });
  }

  const missing = gaps(evidence, parts, {
    recipe,
    combinations: combinations.map(({ name }) => name),
  });
  console.log(`\n${count - failed} proven, ${failed} not. ${EVIDENCE}:`);
  console.log(missing.length === 0 ? '  nothing is missing' : `  ${missing.join('\n  ')}`);
  if (failed > 0) process.exitCode = 1;
}
