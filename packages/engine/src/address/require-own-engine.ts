import { StatixError } from '@statix/contract';
import type { OwnEnvironment } from './own-environment.js';

/** A file of the repository that has a say in which engine is used. */
export interface EngineNaming {
  readonly variable: string;
  readonly file: string;
}

/** What the docker command and `engineCandidates` look at. */
const naming = /^(?:DOCKER_(?:HOST|CONTEXT|CONFIG|CERT_PATH|TLS|TLS_VERIFY)|HOME|XDG_RUNTIME_DIR)$/;

/** @param dropped variables that files of the repository set; see `ownEnvironment` */
export function engineNaming({ dropped }: OwnEnvironment): EngineNaming | undefined {
  const [found] = [...dropped].filter(([name]) => naming.test(name));
  return found && { variable: found[0], file: found[1] };
}

/**
 * Refuses to hand something of this user to an engine that a file of the repository has chosen: whoever
 * runs the engine can read it.
 *
 * @param what it would get: `credentials of registries`
 * @throws StatixError STATIX_ENGINE_NOT_OWN
 */
export function requireOwnEngine(
  { address, namedBy }: { readonly address: string; readonly namedBy: EngineNaming | undefined },
  what: string,
): void {
  if (namedBy === undefined) return;
  const { variable, file } = namedBy;
  throw new StatixError({
    code: 'STATIX_ENGINE_NOT_OWN',
    what: `The engine at ${address} is not given ${what}`,
    why: `${file} sets ${variable}, and with it which engine is used. Nx loads that file, and whoever can change the repository can change it: the engine that it names would get what is yours.`,
    remedies: [
      `Take ${variable} out of ${file}, and name the engine in your shell: export DOCKER_HOST=… (or docker context use …).`,
    ],
  });
}
