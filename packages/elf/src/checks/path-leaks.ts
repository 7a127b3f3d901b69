import type { Check } from '@statix/contract';
import { hex, plural, quote } from '../describe.js';
import type { ElfFile } from '../elf-file.js';
import { LIMITS } from '../limits.js';
import { PATH_TEXTS } from '../scan/sought-texts.js';
import { newCheck } from './new-check.js';

/** Paths of the machine that built the program, and who its user was: they make builds differ, too. */
export function pathLeaks({ texts }: ElfFile): Check {
  const looked = PATH_TEXTS.flatMap(({ name }) => {
    const finding = texts.get(name);
    return finding === undefined ? [] : [{ name, ...finding }];
  });
  const findings = looked.filter(({ count, capped }) => count > 0 || capped);
  if (findings.length === 0) {
    return newCheck('path-leaks', 'pass', 'No path of the builder is in the file');
  }
  const total = findings.reduce((sum, { count }) => sum + count, 0);
  const atLeast = findings.some(({ capped }) => capped) ? 'At least ' : '';
  const users = countUsers(findings.map(({ names }) => names));
  const whose = users.size === 0 ? '' : `, of ${plural(users.size, 'user')}`;
  return newCheck(
    'path-leaks',
    'warn',
    `${atLeast}${plural(total, 'path')} of the builder ${total === 1 ? 'is' : 'are'} in the file${whose}`,
    [
      ...[...users].map(([user, count]) => `user name ${quote(user)} in ${plural(count, 'path')}`),
      ...findings.flatMap(({ name, count, capped, samples }) => [
        `${plural(count, 'text')} with ${name}${capped ? `, of the first ${LIMITS.textHits} that were looked at` : ''}`,
        ...samples.map(({ offset, text }) => `${hex(offset)} ${quote(text)}`),
      ]),
    ],
  );
}

function countUsers(all: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const users = new Map<string, number>();
  for (const names of all) {
    for (const [user, count] of names) users.set(user, (users.get(user) ?? 0) + count);
  }
  return users;
}
