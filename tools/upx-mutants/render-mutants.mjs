const parts = [
  ['file', 'anywhere'],
  ['headers', 'headers'],
  ['stub', 'stub'],
];

/** The page of what was found. @param {number} count how many there are to be tried */
export function renderMutants({ original, packed, upx, mutants }, count) {
  const of = (part, outcome) =>
    mutants.filter((one) => one.part === part && one.outcome === outcome).length;
  const rows = parts.map(
    ([part, name]) =>
      `| ${name} | ${mutants.filter((one) => one.part === part).length} | ${of(part, 'refused')} | ${of(part, 'harmless')} | ${of(part, 'missed')} |`,
  );
  const checks = new Map();
  for (const { outcome, by } of mutants)
    if (outcome === 'refused') checks.set(by, (checks.get(by) ?? 0) + 1);
  const byCheck = [...checks].sort((left, right) => right[1] - left[1]);
  const missed = mutants.filter(({ outcome }) => outcome === 'missed');
  return `# One byte changed between packing and checking

Written by \`node tools/upx-mutants/run.mjs\`: ${mutants.length} of ${count} mutants tried. A program of ${original.size} bytes, packed by UPX ${upx} to ${packed.size} (sha256 \`${packed.sha256.slice(0, 12)}\`); one byte of the packed file is changed, then everything is done that \`compress-static\` does after packing.

| where | mutants | refused | let through, the same in all that was tried | missed |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

A mutant that is let through is judged by what the task does not know: six runs with other arguments, in two of which the program hashes its own segments in memory and reads how they are mapped. **Missed** is one that is let through and is not the same as the original.${missed.length === 0 ? ' There is none.' : ` ${missed.map(({ offset, mask }) => `\`0x${offset.toString(16)} ^ 0x${mask.toString(16)}\``).join(', ')}`}

The first check that refused them:

| check | mutants |
| --- | --- |
${byCheck.map(([by, number]) => `| ${by} | ${number} |`).join('\n')}

\`memory alone\` is what neither \`upx -t\`, \`upx -d\` nor the run with the project's arguments would have noticed.
`;
}
