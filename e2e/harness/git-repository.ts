import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { succeed } from './command';

/** A git repository on this machine's disk, for a crate to depend on. */
export class GitRepository {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  get url(): string {
    return `file://${this.folder}`;
  }

  static async create(
    folder: string,
    files: Readonly<Record<string, string>>,
  ): Promise<GitRepository> {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const repository = new GitRepository(folder);
    await repository.#git('init', '--quiet', '--initial-branch=main');
    await repository.commit(files);
    return repository;
  }

  /** @returns the revision */
  async commit(files: Readonly<Record<string, string>>): Promise<string> {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), content);
    }
    await this.#git('add', '--all');
    const identity = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@localhost'];
    await this.#git(...identity, 'commit', '--quiet', '-m', 'change');
    return this.head();
  }

  async head(): Promise<string> {
    return (await this.#git('rev-parse', 'HEAD')).trim();
  }

  #git(...args: string[]): Promise<string> {
    return succeed('git', args, { cwd: this.folder });
  }
}
