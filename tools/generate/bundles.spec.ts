import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';

const root = join(__dirname, '../..');
const bundles = readdirSync(join(root, 'packages')).flatMap((name) => {
  const folder = join(root, 'packages', name, 'dist/bundles');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.js'))
    .map((file) => `packages/${name}/dist/bundles/${file}`);
});

test('there are some: `npm run build` writes them', () => {
  expect(bundles).toContain('packages/cargo-musl/dist/bundles/build.js');
});

// Each schema's own parser would take an executor longer to compile than all that it reads with it.
test.each(bundles)('%s has one function and compiles no parsers', async (path) => {
  const program = `
    let compiled = 0;
    globalThis.Function = new Proxy(Function, {
      construct(target, args) { compiled += 1; return Reflect.construct(target, args); },
    });
    const { default: executor } = require(${JSON.stringify(join(root, path))});
    executor({}, { root: '/nowhere', projectName: 'app', projectsConfigurations: { version: 2, projects: {} } })
      .catch(() => undefined)
      .then(() => { console.log(JSON.stringify([typeof executor, compiled])); });
  `;
  const { stdout } = await execa(process.execPath, ['-e', program], { cwd: root, reject: false });
  expect(JSON.parse(stdout.split('\n').at(-1) ?? '')).toEqual(['function', 0]);
});
