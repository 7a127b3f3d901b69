import { runWords } from '@statix/proof';
import type { Compressed } from './deliver.js';

/** What is true of every packed program, and seldom where it was packed. */
const OF_ALL =
  'Packed programs unpack at each start into memory of their own, and end with SIGSEGV where memory that was written may not be executed (PR_SET_MDWE, MemoryDenyWriteExecute= of systemd)';

/** What a person is told of the programs: how they are delivered and what follows from that. */
export function renderCompressed(folder: string, results: readonly Compressed[]): string[] {
  const isAnyPacked = results.some(({ manifest }) => manifest.delivered === 'packed');
  return [
    ...results.flatMap((result) => renderOne(folder, result)),
    ...(isAnyPacked ? [OF_ALL] : []),
  ];
}

function renderOne(folder: string, { manifest, report, notes }: Compressed): string[] {
  const file = `${folder}/${manifest.name}`;
  const { size } = manifest.original;
  if (manifest.delivered === 'original') {
    return [`PASS ${file}  ${size} bytes, the original: ${whyOriginal(manifest.reason)}`];
  }
  const memory = report.checks.find(({ id }) => id === 'upx-memory');
  const isCompared = memory?.status === 'pass';
  const head = `PASS ${file}  ${size} → ${manifest.packed.size} bytes (${percent(manifest.ratio)} %)`;
  return [
    `${head}, tested, unpacks to the same bytes${isCompared ? ' in its file and in memory' : ''}, ${runWords(report).join(', ')}`,
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
