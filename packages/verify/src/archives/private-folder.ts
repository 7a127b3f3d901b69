import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A folder that nobody but this user can look into (mkdtemp makes it with mode 0700). It is gone after `remove`, and
 * when the process exits before that comes about.
 */
export class PrivateFolder {
  readonly #onExit = (): void => {
    rmSync(this.path, { recursive: true, force: true });
  };

  private constructor(readonly path: string) {
    process.once('exit', this.#onExit);
  }

  /** @param parent absolute */
  static async make(parent: string): Promise<PrivateFolder> {
    return new PrivateFolder(await mkdtemp(join(parent, 'statix-verify-')));
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
    process.off('exit', this.#onExit);
  }
}
