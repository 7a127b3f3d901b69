import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa, execaSync } from 'execa';

const PACKAGED = `
[package.metadata.statix.package-static]
formats = ["tar.gz", "zip", "deb", "oci"]
deb.maintainer = "Statix <statix@example.org>"
`;

/**
 * An Nx workspace of its own with the validation programs and the image's definition, in which each program asks to
 * be packaged in every format. It has the checkout's packages, by its node_modules.
 */
export class ScratchWorkspace {
  /**
   * @param {string} checkout
   * @param {string} root replaced
   * @param {readonly string[]} manifests of the programs, relative
   */
  constructor(checkout, root, manifests) {
    this.root = root;
    rmSync(root, { recursive: true, force: true });
    const { stdout } = execaSync('git', ['ls-files', '-z', 'images/statix', 'e2e/validation'], {
      cwd: checkout,
    });
    for (const file of stdout.split('\0').filter(Boolean)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      cpSync(join(checkout, file), join(root, file));
    }
    symlinkSync(join(checkout, 'node_modules'), join(root, 'node_modules'));
    const { plugins } = JSON.parse(readFileSync(join(checkout, 'nx.json'), 'utf8'));
    const own = plugins.filter((/** @type {any} */ { plugin }) => plugin === '@statix/nx');
    const nx = { plugins: own, analytics: false, neverConnectToCloud: true };
    writeFileSync(join(root, 'nx.json'), JSON.stringify(nx));
    writeFileSync(join(root, 'package.json'), '{ "name": "shipped", "private": true }');
    writeFileSync(join(root, '.gitignore'), 'node_modules\ndist\n.nx\n');
    for (const manifest of manifests) {
      const path = join(root, manifest);
      writeFileSync(path, readFileSync(path, 'utf8') + PACKAGED);
    }
    const git = (/** @type {string[]} */ ...args) => execaSync('git', args, { cwd: root });
    git('init', '--quiet');
    git('add', '--all');
    git('-c', 'user.name=shipped', '-c', 'user.email=s@example.org', 'commit', '-qm', 'programs');
  }

  /** @param {string} step @param {string} name @returns {string} folder of what a step wrote of a program */
  folder(step, name) {
    return join(this.root, 'dist', step, name, 'x86_64-unknown-linux-musl/release');
  }

  /** Of a built program nothing but itself and what was written beside it. @param {string} name @param {string} from */
  take(name, from) {
    rmSync(this.folder('static', name), { recursive: true, force: true });
    cpSync(from, this.folder('static', name), { recursive: true });
  }

  /**
   * These tasks alone, none from the cache; those of one project in the order in which they depend on one another.
   *
   * @param {readonly string[]} targets
   * @param {readonly string[]} projects
   * @param {string[]} options
   */
  async run(targets, projects, ...options) {
    const args = ['--no-install', 'nx', 'run-many', '-t', ...targets, '-p', projects.join(',')];
    const alone = ['--excludeTaskDependencies', '--skipNxCache', '--parallel=1'];
    const { all, failed } = await execa('npx', [...args, ...alone, ...options], {
      cwd: this.root,
      env: { NX_DAEMON: 'false' },
      all: true,
      reject: false,
    });
    if (failed) throw new Error(`${targets.join(', ')} failed:\n${all.slice(-3000)}`);
  }
}
