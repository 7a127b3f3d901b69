import { BuildWorkspace } from '../../testing/build-workspace.js';
import { cargoWorkspace, crate } from '../../testing/hostile-crates.js';

jest.setTimeout(10 * 60 * 1000);

let workspace: BuildWorkspace;
beforeAll(async () => {
  process.env['NX_DAEMON'] = 'false';
  workspace = await BuildWorkspace.create({
    ...cargoWorkspace(['app']),
    ...crate('app', {
      'src/main.rs':
        'fn main() { println!("{}", include_str!(concat!(env!("OUT_DIR"), "/out"))); }\n',
      'build.rs': `fn main() {
    println!("cargo::rerun-if-changed=tables");
    let out = std::env::var("OUT_DIR").unwrap() + "/out";
    std::fs::write(out, std::fs::read("tables/one").unwrap()).unwrap();
}
`,
      'tables/one': 'one',
      'texts/two': 'two',
    }),
  });
});
afterAll(async () => {
  await workspace.remove();
});

async function compiled(): Promise<boolean> {
  let said = '';
  const writing = jest
    .spyOn(process.stdout, 'write')
    .mockImplementation((text) => ((said += String(text)), true));
  try {
    await workspace.build('app');
  } finally {
    writing.mockRestore();
  }
  expect(said).toContain('Finished');
  return said.includes('Compiling');
}

test('a build script that asks for a folder runs again when a file there has changed, and else not', async () => {
  expect(await compiled()).toBe(true);
  expect(await compiled()).toBe(false);
  workspace.write({ 'crates/app/tables/one': 'changed' });
  expect(await compiled()).toBe(true);
  expect(await compiled()).toBe(false);
});
