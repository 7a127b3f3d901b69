import type { BuildManifest } from '@statix/contract';
import { allocatorLinkers } from '../cargo/allocator-linkers.js';
import { buildArguments } from '../cargo/arguments.js';
import { digestInputs } from '../inputs/read-inputs.js';
import type { Session } from './session.js';

/** The manifest of a binary: only what decides its content, so that it may be cached and compared. */
export function describeBuild(
  { plan, inputs, identity, contract }: Session,
  binary: BuildManifest['binary'],
): BuildManifest {
  const lockfile = inputs.find((file) => file.path === plan.lockfile);
  return {
    schemaVersion: 1,
    kind: 'statix.build-manifest',
    binary,
    package: { name: plan.package.name, version: plan.package.version },
    triple: plan.options.triple,
    profile: plan.options.profile,
    features: {
      selected: plan.options.features,
      default: plan.options.defaultFeatures,
      all: plan.options.allFeatures,
    },
    sources: { digest: digestInputs(inputs), files: inputs.length },
    lockfile: { sha256: lockfile?.sha256 ?? '' },
    image: { identity: identity.identity, reference: identity.reference },
    allocator: plan.options.allocator,
    toolchain: {
      rustc: contract.rustc.version,
      cargo: contract.cargo.version,
      llvm: contract.rustc.llvmVersion,
    },
    cargoArguments: buildArguments(plan, contract.paths, {
      linkers: allocatorLinkers(contract, plan.options.allocator),
    }),
    environment: plan.options.environment,
  };
}
