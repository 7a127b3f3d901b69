import { imageOptions } from '@statix/contract';
import { folderName } from '@statix/proof/expectations';
import * as z from 'zod';
import { LICENCE_PATTERNS } from '../../project/licence-patterns.js';

/** What can be made. */
export const FORMATS = ['tar.gz', 'zip', 'deb', 'oci', 'oci-archive'] as const;

const oneLine = z
  .string()
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'expected one line without control characters');
const pattern = z
  .string()
  .regex(
    /^(?:(?!\.{1,2}\/)[^/\u0000-\u001f\u007f\\[\]()!]+\/)*(?!\.{1,2}$)[^/\u0000-\u001f\u007f\\[\]()!]+$/,
    'expected a path or glob (*, **, ?, {a,b}) within the package, without ..',
  );
const workspacePath = z
  .string()
  .regex(
    /^(?:(?!\.{1,2}\/)[^/\u0000-\u001f\u007f\\*?[\]{}()!]+\/)*(?!\.{1,2}$)[^/\u0000-\u001f\u007f\\*?[\]{}()!]+$/,
    'expected a path from the workspace root, without ..',
  );
const absolutePath = z
  .string()
  .regex(
    /^(?:\/(?!\.{1,2}(?:\/|$))[^/\u0000-\u001f\u007f\\]+)+$/,
    'expected an absolute path in the image, other than /',
  );

const debSchema = z.strictObject({
  maintainer: oneLine
    .regex(/^[^<>,]+ <[^<>\s@]+@[^<>\s@]+>$/, 'expected `Name <mail@example.org>`')
    .optional()
    .describe('Who maintains the package; the first of `authors` in Cargo.toml when absent'),
  section: z
    .string()
    .regex(/^[a-z][a-z0-9/-]*$/, 'expected a section of Debian’s archive, in lower case')
    .default('utils')
    .describe('Section of Debian’s archive'),
  revision: z
    .string()
    .regex(/^[A-Za-z0-9.+~]+$/, 'expected letters, digits, ., + and ~')
    .default('1')
    .describe('What follows the version of the program: of the package, and not of what is in it'),
  depends: z
    .array(oneLine.regex(/^[a-z0-9][^,]*$/, 'expected one dependency as deb-control(5) has it'))
    .default([])
    .describe('Packages that the programs need at run time; a static program needs none to start'),
});

const containerSchema = z.strictObject({
  program: z.string().min(1).optional().describe('Which of several programs is started'),
  args: z.array(z.string()).default([]).describe('Arguments that are there where nobody gives any'),
  user: z
    .string()
    .regex(/^\d{1,10}(?::\d{1,10})?$/, 'expected numbers: `65532` or `65532:65532`')
    .default('65532:65532')
    .describe('User and group, by their numbers'),
  environment: z
    .record(z.string().regex(/^[^=\0]+$/, 'expected a name without ='), z.string())
    .default({})
    .describe('Environment variables'),
  ports: z
    .array(z.string().regex(/^\d{1,5}(?:\/(?:tcp|udp|sctp))?$/, 'expected `8080` or `53/udp`'))
    .default([])
    .describe('Ports that the program listens on'),
  workingDirectory: absolutePath.optional().describe('Folder that the program starts in'),
  labels: z
    .record(z.string().min(1), z.string())
    .default({})
    .describe('Labels besides those from Cargo.toml, and in their place'),
  certificates: z
    .union([z.literal('image'), workspacePath])
    .optional()
    .describe(
      'Certificate authorities for TLS: `image` for those of the Statix image, which its lock names, or a PEM file of the workspace',
    ),
  zoneinfo: workspacePath
    .optional()
    .describe('A folder of the workspace with compiled time zones, for /usr/share/zoneinfo'),
  accounts: z
    .boolean()
    .default(false)
    .describe('Whether there is an /etc/passwd and /etc/group with root and the user'),
  folders: z
    .array(absolutePath)
    .default([])
    .describe('Empty folders that everybody may write to, such as /tmp'),
});

export const packageSchema = z.strictObject({
  triple: folderName.default('x86_64-unknown-linux-musl').describe('Target triple of the binaries'),
  profile: folderName.default('release').describe('Cargo profile of the binaries'),
  manifest: z.string().optional().describe('Cargo.toml of the package, set by the plugin'),
  formats: z
    .array(z.enum(FORMATS))
    .min(1)
    .default(['tar.gz', 'zip'])
    .describe('What is made: archives, a Debian package, an OCI image as a folder or as one file'),
  programs: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('Programs that stamp-static and package-static take; all of the project when absent'),
  files: z
    .array(pattern)
    .default([])
    .describe(
      'Files of the package that are shipped too (README, completions, man pages): paths or globs from its folder',
    ),
  licences: z
    .array(pattern)
    .default(LICENCE_PATTERNS)
    .describe(
      'Licence files: in the package’s folder, and at the root of its Cargo workspace where it has none',
    ),
  deb: debSchema.prefault({}).describe('The Debian package'),
  container: containerSchema.prefault({}).describe('The OCI image'),
  stamped: z
    .boolean()
    .default(false)
    .describe('Whether there is a stamp-static before; set by the plugin'),
  packed: z
    .boolean()
    .default(false)
    .describe(
      'Package what compress-static has written; set by the plugin where there is that step',
    ),
  builds: z
    .string()
    .min(1)
    .optional()
    .describe('Folder of build-static; dist/static/<project>/<triple>/<profile> when absent'),
  stamps: z
    .string()
    .min(1)
    .optional()
    .describe('Folder of stamp-static; dist/stamped/… when absent'),
  binaries: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder with the programs to package; that of the last step that writes any when absent',
    ),
  reports: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder with their verify reports; dist/verify/<project>/<triple>/<profile> when absent, beside the programs after stamp-static and compress-static',
    ),
  outputPath: z
    .string()
    .min(1)
    .optional()
    .describe('Folder for the packages; dist/package/<project>/<triple>/<profile> when absent'),
  ...imageOptions,
  digest: z.string().optional().describe('Set by the plugin, for Nx to hash'),
});

export type PackageOptions = z.output<typeof packageSchema>;
export type ContainerOptions = PackageOptions['container'];
export type DebOptions = PackageOptions['deb'];
