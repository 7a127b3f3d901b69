/** The page of what was measured. */
export function renderCosts(rows, { upx, processors, load, largest }) {
  const lines = rows.map((row) => {
    const start = [
      row.name,
      row.way,
      row.size,
      ...(row.packed === undefined
        ? ['no smaller']
        : [`${row.packed} (${((100 * row.packed) / row.size).toFixed(1)} %)`]),
    ];
    return `| ${[...start, row.seconds.toFixed(1), ...costOf(row.cost), row.gzipOriginal ?? '', row.gzipPacked ?? ''].join(' | ')} |`;
  });
  return `# What packing gains and costs

Written by \`node tools/upx-cost/run.mjs\`: programs of \`e2e/validation\`, packed by UPX ${upx} and checked by the code of \`compress-static\`, on ${processors.length} processors (${processors[0]?.model ?? 'unknown'}), with the container engine on the same machine, whose load was ${load.toFixed(1)} when it began: with others at work, times are longer than they need be. The program is started with no arguments.

| program | packed with | bytes | packed bytes | seconds to pack | start-up, ms | resident, MB | runs of each | gzip -9 of the program | gzip -9 of the packed one |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}

Start-up is to the first output or else to the end, original → packed; resident is the most that was, original → packed. Both are medians. Seconds to pack have the container in them. \`ultraBrute\` was tried with programs of at most ${largest} bytes.
`;
}

function costOf(cost) {
  if (cost === undefined || cost.why !== undefined) return [cost?.why ?? '', '', ''];
  const milliseconds = (microseconds) => (microseconds / 1000).toFixed(1);
  const megabytes = (kibibytes) => ((kibibytes * 1024) / 1e6).toFixed(1);
  const { startMicroseconds: start, memoryKibibytes: memory } = cost;
  return [
    `${milliseconds(start.original)} → ${milliseconds(start.packed)}`,
    `${megabytes(memory.original)} → ${megabytes(memory.packed)}`,
    cost.runs,
  ];
}
