import { Cratery } from './cratery.js';
import { Kellnr } from './kellnr.js';
import type { OthersRegistry } from './others-registry.js';

const starts: Readonly<Record<string, (program: string) => Promise<OthersRegistry>>> = {
  cratery: (program) => Cratery.start(program),
  kellnr: (program) => Kellnr.start(program),
};

/** Starts the one of that crate. */
export function startRegistry(crate: string, program: string): Promise<OthersRegistry> {
  const start = starts[crate];
  if (start === undefined) throw new Error(`there are: ${Object.keys(starts).join(', ')}`);
  return start(program);
}
