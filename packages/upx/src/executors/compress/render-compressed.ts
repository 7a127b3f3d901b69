import type { Compressed } from './perform.js';

/** What a person is told of one program: how it is delivered and what follows from that. */
export function renderCompressed(
  folder: string,
  { manifest, report, notes }: Pick<Compressed, 'manifest' | 'report' | 'notes'>,
): string[] {
  const file = `${folder}/${manifest.name}`;
  const { size } = manifest.original;
  if (manifest.delivered === 'original') {
    return [`PASS ${file}  ${size} bytes, the original: ${whyOriginal(manifest.reason)}`];
  }
  const memory = report.checks.find(({ id }) => id === 'upx-memory');
  const isCompared = memory?.status === 'pass';
  const head = `PASS ${file}  ${size} → ${manifest.packed.size} bytes (${percent(manifest.ratio)} %)`;
  return [
    `${head}, tested, unpacks to the same bytes${isCompared ? ' in its file and in memory' : ''}, runs from scratch`,
    ...(isCompared || memory === undefined
      ? []
      : [`  what it unpacks to in memory was not compared: ${memory.summary}`]),
    ...notes.map((note) => `  ${note}`),
  ];
}

function whyOriginal(
  reason: Extract<Compressed['manifest'], { delivered: 'original' }>['reason'],
): string {
  if (reason.code === 'switched-off') return 'STATIX_COMPRESS=0';
  const { ratio, maxRatio } = reason;
  return ratio === undefined
    ? 'UPX cannot make it smaller'
    : `packed it would have ${percent(ratio)} % of its size, and the most is ${percent(maxRatio)} % (maxRatio)`;
}

/** To a tenth, so that 90.4 % is not said to be more than 90 %. */
function percent(ratio: number): number {
  return Math.round(ratio * 1000) / 10;
}
