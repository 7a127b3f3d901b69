/** Folder of the program in the container: no root of an image has it. */
const FOLDER = '/program';

/**
 * Where a program is in the container, which is its argv[0] as well: programs that are several in one look at its
 * last part. Characters that names of commands have stay, all others become `_`.
 *
 * @param name of the file on this machine
 */
export function programPath(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9._+@-]/g, '_').slice(0, 255);
  return `${FOLDER}/${/^\.*$/.test(plain) ? 'program' : plain}`;
}
