import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as prettier from 'prettier';

/** docs/attacks.md: what was tried, where the test is, and whether the promise held. */
export async function writeAttacks(root, results, kinds) {
  const path = join(root, 'docs/attacks.md');
  const section = (what, heading) => {
    const rows = results
      .filter((result) => result.what === what)
      .map(
        ({ title, file, kind, held }) =>
          `| ${escaped(title)} | ${file} | ${kind} | ${held ? 'held' : '**broken**'} |`,
      )
      .sort();
    return [
      `## ${rows.length} ${heading}`,
      ['| what must happen | test | needs | outcome |', '| --- | --- | --- | --- |', ...rows].join(
        '\n',
      ),
    ];
  };
  const blocks = [
    '# Attacks and faults',
    `Written by \`npm run attack\`, here of the kinds ${kinds.join(', ')}. What is defended and what is not: [security.md](security.md). \`unit\` needs nothing running, \`integration\` a container engine, \`e2e\` and \`workspace\` the image as well.`,
    ...section('attack', 'attacks'),
    ...section('fault', 'faults'),
  ];
  const options = { ...(await prettier.resolveConfig(path)), parser: 'markdown' };
  writeFileSync(path, await prettier.format(blocks.join('\n\n'), options));
}

function escaped(text) {
  return text.replaceAll('|', '\\|').replaceAll('<', '\\<');
}
