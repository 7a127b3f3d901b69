import type { ImageLock } from '@statix/contract';
import { lockedFiles } from '@statix/toolchain';
import { fileAddresses, type Mirrors } from '../../archive/file-providers.js';

/**
 * What a check says before it begins: it takes minutes, and a command that says nothing looks stuck.
 *
 * @param lockFile as a person names it
 */
export function checkBegins(lockFile: string): string[] {
  return [
    `Checking ${lockFile} against what there is now. Nothing is written.`,
    'It needs the network and the container engine, and takes some minutes.',
  ];
}

/** Which files are looked for, and the servers that are asked, the first one first. */
export function filesSought(lock: ImageLock, mirrors: Mirrors): string {
  const files = lockedFiles(lock);
  const addresses = files.flatMap((file) => fileAddresses(file, lock.providers, mirrors));
  const hosts = addresses
    .filter(({ provider }) => provider !== 'upstream')
    .map(({ url }) => new URL(url).host);
  // Of upstreams there are as many as sources.
  const upstream = addresses.length > hosts.length ? ['the sources’ own servers'] : [];
  const asked = [...new Set(hosts), ...upstream].join(', ');
  return `1 of 3: can each of the ${files.length} files of the lock still be had? Asking ${asked}.`;
}

/** Which ones are gone is in the error that a check ends with. */
export function filesFound(files: number, withdrawn: readonly string[]): string {
  return withdrawn.length === 0
    ? `  All ${files} can be had.`
    : `  ${withdrawn.length} of ${files} can no longer be had.`;
}

/** Said by every way of making a lock. */
export function archiveAsked(base: string, numbered: boolean): string {
  return `${numbered ? '2 of 3: what does' : 'What does'} Debian’s archive have now? Asking apt, in a container of ${base}.`;
}

export function newestSought(files: number, numbered: boolean): string {
  return `${numbered ? '3 of 3: can' : 'Can'} the ${files} files of the newest versions be had?`;
}
