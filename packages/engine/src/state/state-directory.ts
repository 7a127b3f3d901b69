import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/**
 * Where Statix keeps what it knows about this machine: locks, logs, which images were made here.
 * `$STATIX_STATE_DIR`, else `$XDG_STATE_HOME/statix`, else `~/.local/state/statix`. It may not exist.
 */
export function stateDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const own = env['STATIX_STATE_DIR'];
  if (own !== undefined && own !== '') return resolve(own);
  const xdg = env['XDG_STATE_HOME'];
  // The XDG base directory specification: "If an implementation encounters a relative path in any
  // of these variables it should consider the path invalid and ignore it."
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'statix');
  const home = env['HOME'];
  return join(home !== undefined && home !== '' ? home : homedir(), '.local', 'state', 'statix');
}
