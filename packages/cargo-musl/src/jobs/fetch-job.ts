import { join } from 'node:path/posix';
import { packArchive } from '@statix/engine';
import { fetchArguments } from '../cargo/arguments.js';
import type { CargoRequest } from '../cargo/cargo-options.js';
import { cargoEnvironment } from '../cargo/environment.js';
import type { FetchSecrets } from '../credentials/fetch-secrets.js';
import { networkAccess } from '../machine/network.js';
import type { StagedFile } from '../staging/staged-file.js';
import type {
  CargoJob,
  JobFiles,
  JobOutput,
  JobResult,
  Workbench,
} from '../workbench/workbench.js';

export interface FetchRequest extends Pick<CargoRequest, 'options' | 'package'> {
  /** Repository-relative folder of the Cargo workspace. */
  readonly workspaceRoot: string;
  readonly files: readonly StagedFile[];
  /** Repository-relative. */
  readonly lockfile: string;
  readonly onOutput: JobOutput;
  /** Of the machine: proxies and certificates are looked for in it. */
  readonly env: NodeJS.ProcessEnv;
  readonly secrets: Pick<FetchSecrets, 'files' | 'environment' | 'sshAgent'>;
}

const agentSocket = '/run/statix-ssh-agent';

/**
 * Downloads locked crates into the store: the only job with a network. Its workspace folder is thrown
 * away, its sources are never compiled.
 *
 * @param after gets the files of a fetch that succeeded
 */
export function fetchJob<T>(
  { contract, secrets }: Pick<Workbench, 'contract' | 'secrets'>,
  request: FetchRequest,
  after: (files: JobFiles) => Promise<T>,
): CargoJob<T | undefined> {
  const { paths } = contract;
  const { sshAgent } = request.secrets;
  const certificates = 'site-ca.pem';
  const { caBundle, environment } = networkAccess(request.env, `${paths.home}/${certificates}`);
  return {
    purpose: 'fetch',
    argv: fetchArguments(request, paths),
    environment: {
      ...cargoEnvironment(contract, { colour: false }),
      ...environment,
      ...request.secrets.environment,
      ...(sshAgent === undefined ? {} : { SSH_AUTH_SOCK: agentSocket }),
    },
    workingDirectory: join(paths.workspace, request.workspaceRoot),
    inputs: [
      { folder: paths.workspace, files: request.files, times: {} },
      ...(caBundle === undefined
        ? []
        : [
            {
              folder: paths.home,
              files: [{ path: certificates, content: caBundle, executable: false }],
              times: {},
            },
          ]),
    ],
    watched: [join(paths.workspace, request.lockfile)],
    memory:
      request.secrets.files.length === 0
        ? undefined
        : { folder: secrets, archive: () => packArchive(request.secrets.files) },
    sshAgent: sshAgent === undefined ? undefined : { socket: sshAgent, target: agentSocket },
    outputs: [],
    access: 'fetch',
    onOutput: request.onOutput,
    after: async ({ exitCode }: JobResult, files) => (exitCode === 0 ? after(files) : undefined),
  };
}
