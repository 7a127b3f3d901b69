import type { CargoJob } from '../workbench/workbench.js';

/** A build that prints nothing and leaves nothing. */
export const cargoJob: CargoJob<string> = {
  purpose: 'build',
  argv: ['cargo', 'build'],
  environment: {},
  workingDirectory: '/workspace',
  inputs: [],
  watched: [],
  outputs: [],
  access: 'build',
  onOutput: { stdout: () => undefined, stderr: () => undefined },
};
