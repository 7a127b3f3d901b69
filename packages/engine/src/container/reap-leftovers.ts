import * as z from 'zod';
import { isRefusal } from '../connection/engine-refusal.js';
import type { Transport } from '../connection/transport.js';
import { removeImage } from '../image/image-store.js';
import { HOST_LABEL, ownerOfLabels, PURPOSE_LABEL } from './owner-labels.js';
import { UNKNOWN_START, type Owner } from './owner.js';
import { processStart } from '../state/process-start.js';
import { removeContainer } from './remove-container.js';

/** The purpose that scratch images carry: images that live as long as one run. */
export const SCRATCH_PURPOSE = 'scratch';

const listSchema = z.array(
  z.object({ Id: z.string(), Labels: z.record(z.string(), z.string()).nullish() }),
);

/** See `Engine.reapLeftovers`. Only what carries the label of `owner.host` is looked at. */
export async function reapLeftovers(transport: Transport, owner: Owner): Promise<number> {
  const ours = `${HOST_LABEL}=${owner.host}`;
  const isDead = deadOwners();
  let reaped = 0;

  for (const { Id, Labels } of await list(transport, '/containers/json', [ours])) {
    if (!(await isDead(Labels ?? {}))) continue;
    await removeContainer(transport, Id);
    reaped += 1;
  }
  const scratch = [ours, `${PURPOSE_LABEL}=${SCRATCH_PURPOSE}`];
  for (const { Id, Labels } of await list(transport, '/images/json', scratch)) {
    if (!(await isDead(Labels ?? {}))) continue;
    if (await removeUnlessUsed(transport, Id)) reaped += 1;
  }
  return reaped;
}

function list(transport: Transport, path: string, labels: string[]) {
  return transport.json(
    {
      doing: 'list what was left behind',
      method: 'GET',
      path,
      query: { all: '1', filters: JSON.stringify({ label: labels }) },
    },
    listSchema,
  );
}

/** Several leftovers of one run have the same owner: each is looked up once. */
function deadOwners(): (labels: Readonly<Record<string, string>>) => Promise<boolean> {
  const starts = new Map<number, Promise<string | undefined>>();
  return async (labels) => {
    const owner = ownerOfLabels(labels);
    if (owner === undefined || owner.pidStarted === UNKNOWN_START) return false;
    const start = starts.get(owner.pid) ?? processStart(owner.pid);
    starts.set(owner.pid, start);
    return (await start) !== owner.pidStarted;
  };
}

async function removeUnlessUsed(transport: Transport, id: string): Promise<boolean> {
  try {
    await removeImage(transport, id);
    return true;
  } catch (error) {
    // 409: somebody made a container of it.
    if (isRefusal(error, 409)) return false;
    throw error;
  }
}
