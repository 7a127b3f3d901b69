import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { StatixError } from '@statix/contract';
import { configuredOptions, ownTask, recordOf, type NxContext } from './nx-context.js';
import { interpolateOutputs } from './upstream-outputs.js';

/**
 * Refuses a cached task that would write where Nx does not look: Nx stores what the target's `outputs`
 * name, and the next run would be a hit without a result. `outputPath` may come from the command line
 * or from a project.json whose target has the inferred outputs.
 *
 * @param folder what the task will write, relative to the workspace root
 * @throws StatixError STATIX_OUTPUT_NOT_DECLARED, STATIX_OUTPUT_OUTSIDE
 */
export function requireDeclaredOutputs(folder: string, context: NxContext): void {
  const { projectName = '', targetName = '' } = context;
  const project = context.projectsConfigurations.projects[projectName];
  const target = project?.targets?.[targetName];
  if (target?.cache !== true) return;
  const place = posix.normalize(folder).replace(/\/$/, '');
  if (place === '.' || posix.isAbsolute(place) || place === '..' || place.startsWith('../')) {
    throw new StatixError({
      code: 'STATIX_OUTPUT_OUTSIDE',
      what: `'${folder}' cannot be the output folder`,
      why: 'Nx stores and restores the whole folder, so it has to be one of its own inside the workspace.',
      remedies: ['Name a folder below the workspace root that nothing else writes to.'],
    });
  }
  const outputs = interpolateOutputs(target.outputs ?? [], {
    project,
    projectName,
    options: {
      ...configuredOptions(target, context.configurationName),
      ...recordOf(ownTask(context)?.overrides),
    },
  });
  const covered = outputs.some((output) => !output.startsWith('!') && covers(output, place));
  const taken = outputs.some((output) => output.startsWith('!'));
  if (covered && !taken) return;
  const projectFile = posix.join(project?.root ?? '.', 'project.json');
  const hasProjectFile = existsSync(join(context.root, projectFile));
  throw new StatixError({
    code: 'STATIX_OUTPUT_NOT_DECLARED',
    what: `${projectName}:${targetName} would write ${place}, which its outputs do not name`,
    why: 'Nx stores what `outputs` names. The next run would be read from the cache and leave nothing there.',
    remedies: [
      'Leave `outputPath` out.',
      {
        text: hasProjectFile
          ? `Or declare it in ${projectFile}; the command line may then say another folder:`
          : `Or write ${projectFile}, which an inferred project does not need for anything else; the command line may then say another folder:`,
        snippet: JSON.stringify(
          {
            // Without its name Nx would call the project after its folder.
            ...(hasProjectFile ? {} : { name: projectName }),
            targets: {
              [targetName]: {
                outputs: ['{options.outputPath}'],
                options: { outputPath: place },
              },
            },
          },
          undefined,
          2,
        ),
      },
    ],
  });
}

function covers(output: string, place: string): boolean {
  const literal = posix.normalize(output.replace(/\/\*\*(\/\*)?$/, '')).replace(/\/$/, '');
  return place === literal || place.startsWith(`${literal}/`);
}
