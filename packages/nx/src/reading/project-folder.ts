/** As Nx writes a project's root. */
export function folderOf(root: string): string {
  return root === '' ? '.' : root;
}
