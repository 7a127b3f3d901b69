import type { Check } from '@statix/contract';
import { hex, plural, quote } from '../describe.js';
import type { ElfFile } from '../elf-file.js';
import { PATH_TEXTS } from '../scan/sought-texts.js';
import { newCheck } from './new-check.js';

/** Paths of the machine that built the program: they name users and make builds differ. */
export function pathLeaks({ texts }: ElfFile): Check {
  const findings = PATH_TEXTS.flatMap(({ name }) => {
    const finding = texts.get(name);
    return finding === undefined || finding.count === 0 ? [] : [{ name, ...finding }];
  });
  if (findings.length === 0) {
    return newCheck('path-leaks', 'pass', 'No path of a home folder is in the file');
  }
  const total = findings.reduce((sum, { count }) => sum + count, 0);
  const atLeast = findings.some(({ capped }) => capped) ? 'At least ' : '';
  return newCheck(
    'path-leaks',
    'warn',
    `${atLeast}${plural(total, 'path')} of a home folder on the builder ${total === 1 ? 'is' : 'are'} in the file`,
    findings.flatMap(({ name, count, samples }) => [
      `${plural(count, 'text')} with ${name}`,
      ...samples.map(({ offset, text }) => `${hex(offset)} ${quote(text)}`),
    ]),
  );
}
