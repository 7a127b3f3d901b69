import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resetWorkspaceContext } from '@nx/devkit/internal';
import { BuildWorkspace } from '../packages/cargo-musl/src/testing/build-workspace';
import { synchroniseFolder } from './harness/synchronise-folder';
import { triple } from './harness/repository';
import { edits, type Edit } from './random/edits';
import { filesOf, startingModel, type Model } from './random/model';
import { Seeded } from './random/seeded';

jest.setTimeout(6 * 60 * 60 * 1000);

/** The options and kinds of input one by one are packages/cargo-musl/src/warm-equals-cold.integration.spec.ts. */
const count = Number(process.env['WARM_COLD_EDITS'] ?? 10);
const seed = Number(process.env['WARM_COLD_SEED'] ?? 1);

let warm: BuildWorkspace;
beforeAll(async () => {
  warm = await BuildWorkspace.create({});
});
afterAll(async () => {
  await warm?.remove();
});

test(`${count} random edits, seed ${seed}: a build in a used workspace gives the bytes of one from nothing`, async () => {
  const random = new Seeded(seed);
  const model = startingModel();
  const different: string[] = [];
  for (let step = 1; step <= count; step += 1) {
    const { edit, where } = nextEdit(model, random);
    const programs = [...model.packages.values()].filter(
      ({ program, undeclared }) => program && !undeclared,
    );
    if (programs.length === 0) continue;
    // What was edited, where that is a program: others build what they had.
    const { name } = programs.find((one) => one.name === where) ?? random.of(programs);
    const inUsed = await built(warm, model, name);
    const cold = await BuildWorkspace.create({});
    try {
      const fromNothing = await built(cold, model, name);
      if (inUsed !== fromNothing) different.push(`${step}: ${edit.kind} (${where}): ${name}`);
    } finally {
      await cold.remove();
    }
  }
  expect(different).toEqual([]);
});

/** @returns sha256 of the program */
async function built(workspace: BuildWorkspace, model: Model, name: string): Promise<string> {
  synchroniseFolder(workspace.root, filesOf(model), within, Math.floor(Date.now() / 1000));
  // Each build of a user is a process of its own; within one, Nx lists the files once.
  resetWorkspaceContext();
  const { declared, environment } = model.packages.get(name) ?? {};
  await workspace.build(name, {
    ...(declared === true ? { extraInputs: ['shared/text.txt'] } : {}),
    ...(environment === undefined ? {} : { environment: { STATED: environment } }),
  });
  const binary = join(workspace.root, 'dist/static', name, triple, 'release', name);
  return createHash('sha256').update(readFileSync(binary)).digest('hex');
}

const within = ['crates', '.cargo', 'rust-toolchain.toml'];

/** The next edit that changes some file. */
function nextEdit(model: Model, random: Seeded): { edit: Edit; where: string } {
  for (;;) {
    const before = JSON.stringify([...filesOf(model)]);
    const edit = random.of(edits);
    const where = edit.apply(model, random);
    if (where !== undefined && before !== JSON.stringify([...filesOf(model)]))
      return { edit, where };
  }
}
