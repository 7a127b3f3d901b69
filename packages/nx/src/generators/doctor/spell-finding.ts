import { spellCommands, type Finding, type NxCommands } from '@statix/contract';

/**
 * A finding whose remedies are commands of this workspace.
 *
 * @param projectOf the Nx project of a Cargo package, which messages call `<project>`
 */
export function spellFinding(
  finding: Finding,
  commands: NxCommands,
  projectOf: (packageName: string) => string | undefined,
): Finding {
  const own = finding.package === null ? undefined : projectOf(finding.package);
  const spell = (text: string): string =>
    spellCommands(text, {
      ...commands,
      taskOf: ({ project, target }) =>
        commands.taskOf({ project: project === '<project>' ? (own ?? project) : project, target }),
    });
  return {
    ...finding,
    remedies: finding.remedies.map(({ text, snippet }) => ({
      text: spell(text),
      ...(snippet === undefined ? {} : { snippet: spell(snippet) }),
    })),
  };
}
