import type { Step } from '@statix/task';
import type { StaticResult } from './results.js';

const done: Readonly<Record<Step, string>> = {
  build: 'built',
  verify: 'verified',
  stamp: 'stamped',
  compress: 'packed',
  package: 'packaged',
};

/** `dist/static/app/…/app  431872 bytes  profile release: built, verified`. */
export function renderResult({ path, size, profile, steps, isOriginal }: StaticResult): string {
  const all = [...steps.map((step) => done[step]), ...(isOriginal === true ? ['not packed'] : [])];
  return `${path}  ${size} bytes  profile ${profile}: ${all.join(', ')}`;
}
