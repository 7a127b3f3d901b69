import { StatixError } from '@statix/contract';
import type { TestOptions } from './schema.js';

/**
 * Refuses what only a container keeps to the tests, where they run on this machine itself: there is no network
 * that is theirs alone, no folder of the image that may be emptied, and nobody who ends a process that has left
 * cargo's group.
 *
 * @throws StatixError STATIX_OPTION_INVALID
 */
export function requireForHost({
  runsOn,
  network,
  writablePaths,
  testRunner,
}: Pick<TestOptions, 'runsOn' | 'network' | 'writablePaths' | 'testRunner'>): void {
  if (runsOn !== 'host') return;
  if (network !== 'none')
    throw onlyInContainer(
      `\`network\` = ${network}`,
      'Without a container there is no loopback of their own: the tests would reach all that this machine reaches.',
    );
  if (writablePaths.length > 0)
    throw onlyInContainer(
      '`writablePaths`',
      'Without a container the folders are those of the machine: to have them empty, what is in them would be removed.',
    );
  if (testRunner === 'nextest')
    throw onlyInContainer(
      '`testRunner` = nextest',
      'nextest puts each test into a process group of its own. Without a container nobody ends them where nextest itself is ended.',
    );
}

function onlyInContainer(option: string, why: string): StatixError {
  return new StatixError({
    code: 'STATIX_OPTION_INVALID',
    what: `The options ${option} and \`runsOn\` = host cannot be used together`,
    why,
    remedies: ['Leave out `runsOn`: the tests then run in a container.', `Or leave out ${option}.`],
  });
}
