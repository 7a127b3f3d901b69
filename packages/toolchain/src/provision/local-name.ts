import { parseImageReference } from '@statix/contract';

const INSTALLATION_DIGITS = 8;

/**
 * The name that an image gets where its usual one, `statix.local/statix:<identity>`, belongs to an
 * image of somebody else: `statix.local/statix-<8 digits of the installation>:<identity>`.
 *
 * @param installation of `installationId`
 */
export function nameOfInstallation(reference: string, installation: string): string {
  const { repository, tag } = parseImageReference(reference);
  return `${repository}-${installation.slice(0, INSTALLATION_DIGITS)}:${tag}`;
}

/** True for the usual name of an image and for those that installations give it beside that. */
export function isLocalName(name: string, reference: string): boolean {
  const { repository, tag } = parseImageReference(reference);
  const bare = repository.replace(/-[0-9a-f]{8}$/, '');
  if (name === `${bare}:${tag}` || name === reference) return true;
  return (
    name.startsWith(`${bare}-`) &&
    /^[0-9a-f]{8}:/.test(name.slice(bare.length + 1)) &&
    name.endsWith(`:${tag}`)
  );
}

/** The names that an installation itself gives to an image: the usual one, and its own beside it. */
export function namesOfInstallation(reference: string, installation: string): string[] {
  const { repository, tag } = parseImageReference(reference);
  const usual = `${repository.replace(/-[0-9a-f]{8}$/, '')}:${tag}`;
  return [usual, nameOfInstallation(usual, installation)];
}
