import { isStatixError } from '@statix/contract';
import { openElf } from '@statix/elf';
import { withInput } from '../inputs/open-input.js';

/**
 * Opens files as the command does, reads the programs in them, and prints what became of each and by how many MiB
 * the most memory that the process ever had is above what it began with.
 */
void (async () => {
  const { signal } = new AbortController();
  const before = process.resourceUsage().maxRSS;
  for (const path of process.argv.slice(2)) {
    try {
      await withInput({ name: path, path }, signal, async ({ programs }) => {
        for (const program of programs) await openElf(program.path);
        process.stdout.write(`${programs.length} programs\n`);
      });
    } catch (error) {
      if (!isStatixError(error)) throw error;
      process.stdout.write(`${error.code}\n`);
    }
  }
  const grown = (process.resourceUsage().maxRSS - before) / 1024;
  process.stdout.write(`grown by ${Math.ceil(grown)} MiB\n`);
})();
