#!/usr/bin/env node
// Checks a build of a validation program: node check.mjs NAME BINARY [PLACE...] [--json]
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkProgram } from './checks/check-program.mjs';
import { programs } from './checks/programs.mjs';
import { openPlace, placeNames } from './places/places.mjs';

export { checkProgram, programs };

/** @param {string[]} args */
async function main(args) {
  const json = args.includes('--json');
  const [name, binary, ...wanted] = args.filter((argument) => argument !== '--json');
  const program = programs.find((candidate) => candidate.name === name);
  if (!program || !binary || !wanted.every((place) => placeNames.includes(place))) {
    throw new Error(
      `usage: check.mjs NAME BINARY [PLACE...] [--json]
  NAME one of ${programs.map((p) => p.name).join(', ')}
  PLACE any of ${placeNames.join(', ')}; machine when absent`,
    );
  }
  const names = wanted.length === 0 ? ['machine'] : wanted;
  const places = await Promise.all(names.map((place) => openPlace(place, binary)));
  const printed = await checkProgram(program, places);
  if (json) {
    process.stdout.write(JSON.stringify(printed));
    return;
  }
  for (const [place, text] of Object.entries(printed)) {
    process.stdout.write(text);
    console.log(`${name} in ${place}: as it must be`);
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
