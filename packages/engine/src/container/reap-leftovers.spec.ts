import type { Transport } from '../connection/transport.js';
import { empty, FakeEngine, refuse } from '../testing/fake-engine.js';
import { ownerLabels } from './owner-labels.js';
import { currentOwner, type Owner } from './owner.js';
import { reapLeftovers } from './reap-leftovers.js';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';

const newFolder = temporaryFolders();
let engine: FakeEngine;
let transport: Transport;
let owner: Owner;

beforeEach(async () => {
  engine = await FakeEngine.start();
  transport = await engine.transport();
  owner = await currentOwner({ STATIX_STATE_DIR: newFolder() });
  engine
    .on(/DELETE/, empty)
    .on(/GET \/images\/json/, [])
    .on(/GET \/containers\/json/, []);
});

afterEach(() => engine.stop());

const NO_PROCESS = 2 ** 22 + 1;
const leftover = (Id: string, change: Partial<Owner>) => ({
  Id,
  Labels: ownerLabels({ ...owner, ...change }, 'build', 'f00d'),
});

describe('reapLeftovers', () => {
  test('asks for its own only', async () => {
    await reapLeftovers(transport, owner);
    const filters = engine.requests.map(({ query }) => query.get('filters'));
    expect(filters).toEqual([
      JSON.stringify({ label: [`dev.statix.host=${owner.host}`] }),
      JSON.stringify({
        label: [`dev.statix.host=${owner.host}`, 'dev.statix.purpose=scratch'],
      }),
    ]);
    expect(engine.requests.map(({ query }) => query.get('all'))).toEqual(['1', '1']);
  });

  test('removes what belongs to no living process', async () => {
    engine.on(/GET \/containers\/json/, [
      leftover('alive', {}),
      leftover('gone', { pid: NO_PROCESS }),
      leftover('same-number', { pidStarted: 'an older boot/7' }),
      leftover('unknown', { pid: NO_PROCESS, pidStarted: 'unknown' }),
      { Id: 'not-ours', Labels: { 'dev.statix.host': owner.host } },
      { Id: 'no-labels', Labels: null },
    ]);
    engine.on(/GET \/images\/json/, [
      leftover('sha256:old', { pid: NO_PROCESS }),
      leftover('sha256:in-use', { pid: NO_PROCESS }),
      leftover('sha256:alive', {}),
    ]);
    engine.on(/DELETE \/images\/sha256:in-use/, refuse(409, 'in use'));
    expect(await reapLeftovers(transport, owner)).toBe(3);
    expect(engine.asked(/DELETE/).map(({ path }) => path)).toEqual([
      '/containers/gone',
      '/containers/same-number',
      '/images/sha256:old',
      '/images/sha256:in-use',
    ]);
  });
});
