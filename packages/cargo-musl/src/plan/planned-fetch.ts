import { isStatixError } from '@statix/contract';
import { parseLockfile } from '@statix/cargo';
import { machineFetch } from '../credentials/machine-fetch.js';
import { ownCargoConfig, ownFilesFor } from '../credentials/own-files.js';
import { isCratesIo } from '../credentials/plan-credentials.js';
import { statixPaths } from '../cargo/arguments.js';
import type { CargoPlan } from './cargo-plan.js';

/** What this machine's own Cargo configuration changes about the fetch of a plan. */
export interface PlannedFetch {
  /** The index in the place of crates.io; undefined where that is asked itself. */
  readonly mirror: string | undefined;
  /** Sentences: settings that a fetch does not follow. */
  readonly notices: readonly string[];
}

/**
 * Tells it without a network and without a credential.
 *
 * @param env of this process: what `.env` files of the repository set in it does not count
 */
export function plannedFetch(
  plan: Pick<CargoPlan, 'lock' | 'fetchConfig' | 'package'>,
  workspaceRoot: string,
  env: NodeJS.ProcessEnv,
): PlannedFetch {
  const sources = parseLockfile(plan.lock.content, plan.lock.path).map(({ source = '' }) => source);
  if (sources.every((source) => source === '')) return { mirror: undefined, notices: [] };
  try {
    const { own, env: ofMachine } = ownFilesFor(env, workspaceRoot, plan.package.root);
    const fetch = machineFetch(
      ownCargoConfig(own, 'config'),
      ofMachine,
      plan.fetchConfig(statixPaths.workspace),
    );
    const { mirror, notFollowed } = fetch;
    // This machine's own cargo follows how the network is used.
    const isHost = ofMachine['STATIX_FETCH'] === 'host';
    return {
      mirror:
        mirror === undefined || !sources.some(isCratesIo)
          ? undefined
          : `${mirror.index} (${mirror.file})`,
      notices: notFollowed
        .filter(({ key }) => !isHost || key.startsWith('source.'))
        .map(({ key, file, why }) =>
          [`A fetch does not follow ${key} of ${file}.`, why]
            .filter((part) => part !== undefined)
            .join(' '),
        ),
    };
  } catch (error) {
    if (!isStatixError(error)) throw error;
    return { mirror: undefined, notices: [`${error.what}. ${error.why ?? ''}`.trimEnd()] };
  }
}
