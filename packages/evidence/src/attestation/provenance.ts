import type { BuildManifest, Contents } from '@statix/contract';
import { cratePurl } from '../sbom/purl.js';
import type { CiRun } from './ci-run.js';
import {
  statement,
  timestamp,
  type ResourceDescriptor,
  type Statement,
  type Subject,
} from './statement.js';

export const PROVENANCE_TYPE = 'https://slsa.dev/provenance/v1';

/** Described in docs/provenance.md. */
export const BUILD_TYPE = 'https://statix.dev/build-static/v1';

/** Who builds where nobody says it: a machine of which nothing is known. */
export const UNKNOWN_BUILDER = 'https://statix.dev/builder/unknown/v1';

/** git's commit of the working tree, and whether that differs from it. */
export interface SourceRevision {
  /** 40 or 64 hex digits. */
  readonly commit: string;
  readonly dirty: boolean;
  /** Address of the repository, without a user. */
  readonly repository?: string | undefined;
}

export interface ProvenanceFacts {
  readonly project: string;
  readonly built: BuildManifest;
  /** Left out where the build wrote none. */
  readonly contents?: Contents | undefined;
  readonly revision?: SourceRevision | undefined;
  /** Who builds, as an option says. */
  readonly builderId?: string | undefined;
  readonly ci?: CiRun | undefined;
  /** That the build ran in this run of Nx, and is not of its cache. */
  readonly builtInThisRun: boolean;
  /** When this is written. */
  readonly time: Date;
  /** Of our packages. */
  readonly version: string;
  /** Files of evidence beside the program. */
  readonly byproducts: readonly Subject[];
}

export interface Provenance {
  readonly buildDefinition: {
    readonly buildType: string;
    readonly externalParameters: Readonly<Record<string, unknown>>;
    readonly internalParameters: Readonly<Record<string, unknown>>;
    readonly resolvedDependencies: readonly ResourceDescriptor[];
  };
  readonly runDetails: {
    readonly builder: { readonly id: string; readonly version: Readonly<Record<string, string>> };
    readonly metadata: Readonly<Record<string, string>>;
    readonly byproducts: readonly ResourceDescriptor[];
  };
}

/**
 * How a program came to be, as SLSA provenance v1 (slsa.dev/spec/v1.1/provenance). A build may be of a cache, so
 * the run that wrote this is named as that (`statix_statedIn`, `statix_statedOn`), and as the build's
 * `invocationId` only where the build ran in it. When the build began and ended nobody has written down.
 */
export function provenance(
  subjects: readonly Subject[],
  facts: ProvenanceFacts,
): Statement<typeof PROVENANCE_TYPE, Provenance> {
  const { project, built, ci, builtInThisRun, time, version } = facts;
  return statement(subjects, PROVENANCE_TYPE, {
    buildDefinition: {
      buildType: BUILD_TYPE,
      externalParameters: {
        project,
        package: built.package,
        program: built.binary.name,
        triple: built.triple,
        profile: built.profile,
        features: built.features,
        environment: built.environment,
      },
      internalParameters: {
        allocator: built.allocator,
        cargoArguments: built.cargoArguments,
        toolchain: built.toolchain,
        network: built.network === true,
        container: built.isolation !== 'none',
      },
      resolvedDependencies: dependencies(facts),
    },
    runDetails: {
      builder: {
        id: facts.builderId ?? (builtInThisRun ? ci?.builderId : undefined) ?? UNKNOWN_BUILDER,
        version: { '@statix/verify': version },
      },
      metadata: {
        ...(builtInThisRun && ci !== undefined ? { invocationId: ci.invocationId } : {}),
        ...(ci === undefined ? {} : { statix_statedIn: ci.invocationId }),
        statix_statedOn: timestamp(time),
      },
      byproducts: facts.byproducts.map(({ name, sha256 }) => ({ name, digest: { sha256 } })),
    },
  });
}

function dependencies({ built, contents, revision }: ProvenanceFacts): ResourceDescriptor[] {
  const { sources, lockfile, image } = built;
  return [
    ...(revision === undefined ? [] : [ofRevision(revision)]),
    // Over names, modes and contents of many files, so it is no sha256 of a resource.
    {
      name: 'sources',
      digest: { statixSources: sources.digest },
      annotations: { files: sources.files },
    },
    // As the build was given it: the entries that the package uses.
    { name: 'Cargo.lock', digest: { sha256: lockfile.sha256 } },
    ofImage(image),
    ...(contents?.crates ?? []).flatMap(ofCrate),
  ];
}

function ofRevision({ commit, dirty, repository }: SourceRevision): ResourceDescriptor {
  return {
    name: 'revision',
    ...(repository === undefined ? {} : { uri: `git+${repository}@${commit}` }),
    digest: { gitCommit: commit },
    annotations: { dirty },
  };
}

function ofImage({ identity, reference }: BuildManifest['image']): ResourceDescriptor {
  const [, digest] = /@sha256:([0-9a-f]{64})$/.exec(reference) ?? [];
  return {
    name: 'image',
    uri: reference,
    digest: { statixIdentity: identity, ...(digest === undefined ? {} : { sha256: digest }) },
  };
}

function ofCrate({
  name,
  version,
  source,
  checksum,
}: Contents['crates'][number]): ResourceDescriptor[] {
  const uri = cratePurl({ name, version }, source);
  if (uri === undefined) return [];
  return [{ uri, ...(checksum === undefined ? {} : { digest: { sha256: checksum } }) }];
}
