import { resolve } from 'node:path';
import { writeFileDurably } from '@statix/contract';
import { pushImage } from '../../registry/push-image.js';
import type { RegistryClient } from '../../registry/registry-client.js';
import type { PackagedImage } from '../packaged-image.js';
import type { PushPlan } from './plan.js';

/**
 * Pushes an image, and writes by which digest it is to be had.
 *
 * @returns `<repository>@<digest>`
 * @throws StatixError STATIX_REGISTRY_*
 */
export async function performPush(
  { layout, container }: PackagedImage,
  plan: PushPlan,
  client: RegistryClient,
  { workspaceRoot, report }: { workspaceRoot: string; report: (line: string) => void },
): Promise<string> {
  const { tags, mountFrom, repository, digestFile } = plan;
  await pushImage(client, layout, { tags, mountFrom, report });
  const reference = `${repository}@${container.digest}`;
  await writeFileDurably(resolve(workspaceRoot, digestFile), `${reference}\n`);
  return reference;
}
