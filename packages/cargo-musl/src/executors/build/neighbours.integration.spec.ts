import { join } from 'node:path';
import { execaSync } from 'execa';
import { BuildWorkspace } from '../../testing/build-workspace.js';
import { cargoWorkspace, crate, mainFile, withBuildScript } from '../../testing/hostile-crates.js';

jest.setTimeout(5 * 60 * 1000);

const names = ['plain', 'looker', 'poisoner', 'shared', 'victim'];

/** Body of a build script: calls `visit` with each file of the target folder. */
const walk = (visit: string): string => `
    fn walk(folder: &Path, visit: &mut dyn FnMut(&Path)) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { walk(&path, visit) } else { visit(&path) }
        }
    }
    let mut found = Vec::new();
    walk(Path::new("/statix/target"), &mut |path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        ${visit}
    });`;

const sharing = '[dependencies]\nshared = { path = "../shared" }\n';
const callShared = 'fn main() { println!("{}", shared::word()); }\n';

let workspace: BuildWorkspace;

beforeAll(async () => {
  process.env['NX_DAEMON'] = 'false';
  const dependsOnShared = (lock: string, name: string): string =>
    lock.replace(
      `name = "${name}"\nversion = "0.1.0"\n`,
      `name = "${name}"\nversion = "0.1.0"\ndependencies = ["shared"]\n`,
    );
  const files = cargoWorkspace(names);
  workspace = await BuildWorkspace.create({
    ...files,
    'Cargo.lock': ['poisoner', 'victim'].reduce(dependsOnShared, files['Cargo.lock'] ?? ''),
    ...crate('plain', { 'src/main.rs': mainFile }),
    ...crate('shared', { 'src/lib.rs': 'pub fn word() -> &\'static str { "honest-word" }\n' }),
    ...crate('victim', { 'src/main.rs': callShared }, sharing),
    ...withBuildScript(
      'looker',
      `${walk('if name.starts_with("plain-") { found.push(name); }')}
       println!("cargo:rustc-env=FOUND={}", found.len());`,
    ),
    // Its build script runs after those of crates that it has as build-dependencies, so that
    // libshared is compiled already; it replaces the word in whatever holds it.
    ...withBuildScript(
      'poisoner',
      `${walk(`if name.starts_with("libshared") {
          let mut bytes = fs::read(path).unwrap();
          let positions: Vec<usize> = bytes.windows(11).enumerate()
              .filter(|(_, window)| window == b"honest-word").map(|(at, _)| at).collect();
          for at in positions { bytes[at..at + 11].copy_from_slice(b"poison-word"); found.push(at); }
          fs::write(path, bytes).unwrap();
        }`)}
       println!("cargo:warning=poisoned {} places", found.len());`,
      `${sharing}[build-dependencies]\nshared = { path = "../shared" }\n`,
    ),
  });
  workspace.write({
    'crates/looker/src/main.rs': 'fn main() { println!("{}", env!("FOUND")); }\n',
    'crates/poisoner/src/main.rs': callShared,
  });
});

afterAll(async () => {
  await workspace.remove();
});

function run(project: string): string {
  const folder = `dist/static/${project}/x86_64-unknown-linux-musl/release`;
  return execaSync(join(workspace.root, folder, project)).stdout;
}

test('attack: a build script finds nothing that another project compiled', async () => {
  await workspace.build('plain');
  await workspace.build('looker');
  expect(run('looker')).toBe('0');
});

test('attack: a build script that alters a compiled crate alters no program but its own', async () => {
  await workspace.build('poisoner');
  await workspace.build('victim');
  expect(run('victim')).toBe('honest-word');
});

test('fault: projects of one workspace that are built at the same time do not wait for each other', async () => {
  workspace.reported.length = 0;
  workspace.write({
    'crates/plain/src/main.rs': `// changed\n${mainFile}`,
    'crates/victim/src/main.rs': `// changed\n${callShared}`,
  });
  await Promise.all([workspace.build('plain'), workspace.build('victim')]);
  expect(workspace.reported.filter((line) => line.startsWith('Waiting'))).toEqual([]);
  expect(run('victim')).toBe('honest-word');
});
