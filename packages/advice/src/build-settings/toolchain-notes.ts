import { isStatixError, type Finding } from '@statix/contract';
import { readToolchainFile, type RepositoryFiles, type ToolchainFile } from '@statix/cargo';

type SettingFinding = Omit<Finding, 'package' | 'crate' | 'fix'>;

/** What a build of a program may need of a toolchain, and no image has. */
const missing: Readonly<Record<string, string>> = {
  'rust-src': 'A build with `-Zbuild-std` ends: the sources of std are not in the image.',
  'rustc-dev': 'A program that uses rustc’s own crates (`rustc_private`) does not compile.',
  'rustc-codegen-cranelift-preview':
    'A profile with `codegen-backend = "cranelift"` does not compile.',
};

/**
 * What of a rust-toolchain file besides its channel is not followed. The channel decides which image
 * builds; whoever chooses that says what is wrong with it, and with a file that cannot be read.
 */
export function toolchainNotes(
  path: string | undefined,
  triple: string,
  files: RepositoryFiles,
): SettingFinding[] {
  const file = path === undefined ? undefined : readable(path, files);
  if (file === undefined) return [];
  const evidence = (text: string) => [{ file: file.path, line: file.line, text }];
  const targets = file.targets.filter(
    (target) => target !== triple && target !== 'x86_64-unknown-linux-gnu',
  );
  return [
    ...file.components.flatMap((component): SettingFinding[] => {
      const why = missing[component];
      if (why === undefined) return [];
      return [
        {
          severity: 'warning',
          code: 'toolchain-component-missing',
          what: `The component ${component} of ${file.path} is not in the image`,
          why,
          remedies: [{ text: 'It can stay, for other builds.' }],
          evidence: evidence(`components: ${component}`),
        },
      ];
    }),
    ...(targets.length === 0
      ? []
      : [
          {
            severity: 'note' as const,
            code: 'toolchain-target-missing',
            what: `The image has no std for ${targets.join(', ')}, which ${file.path} names`,
            why: 'It builds for one target. A build script that compiles for another one fails there.',
            remedies: [{ text: 'It can stay, for other builds.' }],
            evidence: evidence(`targets: ${targets.join(', ')}`),
          },
        ]),
  ];
}

/** Undefined for one that cannot be read: the choice of the image is where that is said. */
function readable(path: string, files: RepositoryFiles): ToolchainFile | undefined {
  try {
    return readToolchainFile(path, files);
  } catch (error) {
    if (isStatixError(error)) return undefined;
    throw error;
  }
}
