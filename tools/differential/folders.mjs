import { homedir } from 'node:os';
import { join } from 'node:path';

/** Of the home folder: where toolchains and packages keep programs. */
const HOME_FOLDERS = ['.cargo', '.rustup', '.pyenv', '.nvm', '.local'];

/** Where a machine has its ELF files; a folder that is not there has none. */
export function defaultFolders() {
  return ['/usr', '/opt', ...HOME_FOLDERS.map((name) => join(homedir(), name))];
}
