import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A recorded answer of an engine to a build. */
export function recordedBuild(name: string): Buffer {
  return readFileSync(join(__dirname, '..', 'build', 'fixtures', `${name}.ndjson`));
}

/** The BuildKit statuses in a recorded answer. */
export function recordedStatuses(name: string): Buffer[] {
  return recordedBuild(name)
    .toString('utf8')
    .split('\n')
    .filter((line) => line.includes('moby.buildkit.trace'))
    .map((line) => Buffer.from((JSON.parse(line) as { aux: string }).aux, 'base64'));
}
