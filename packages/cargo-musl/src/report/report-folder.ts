import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { stateDirectory } from '@statix/engine';
import { stateName, type LogName } from '../output/build-log.js';

/** The folder of the report about a run, below the state directory; it need not be there. */
export function reportFolder(name: LogName, env: NodeJS.ProcessEnv = process.env): string {
  return join(stateDirectory(env), ...reportPath(name));
}

/** Below the state directory: of each project and purpose the last one is kept. */
export function reportPath(name: LogName): readonly string[] {
  const { workspace, project } = stateName(name);
  return ['report', workspace, `${project}.${name.purpose}`];
}

/** After a run that succeeded: an old report would be taken for its own. */
export function removeReport(name: LogName): void {
  rmSync(reportFolder(name), { recursive: true, force: true });
}
