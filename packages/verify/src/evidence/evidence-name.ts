/**
 * Where the evidence of a program goes that was named by its path, below the folder for evidence: `a.tar!bin/app`
 * has it as `a.tar/bin/app.verify.json`. No name leads out of that folder.
 */
export function evidenceName(name: string): string {
  const parts = name.split(/[/!]/).filter((part) => part !== '' && part !== '.');
  return parts.map((part) => (part === '..' ? '_' : part)).join('/');
}
