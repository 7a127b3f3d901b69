import { createReadStream, statSync } from 'node:fs';
import { openElf } from '@statix/elf';
import { asUpload, packArchive } from '@statix/engine';

/**
 * Does with a program of any size what a proof does on this side of the engine, and prints by how
 * many MiB the most memory that it ever had is above what it began with.
 */
void (async () => {
  const [path = ''] = process.argv.slice(2);
  const { size } = statSync(path);
  const before = process.resourceUsage().maxRSS;
  await openElf(path);
  const content = { size, open: () => createReadStream(path) };
  const archive = packArchive([{ path: 'program', mode: 0o755, content }]);
  let sent = 0;
  for await (const chunk of asUpload(archive)) sent += Buffer.byteLength(chunk);
  const grown = (process.resourceUsage().maxRSS - before) / 1024;
  process.stdout.write(`sent ${sent}, grown by ${Math.ceil(grown)} MiB\n`);
})();
