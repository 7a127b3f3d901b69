import type { StatixError } from '@statix/contract/errors';
import type {
  CargoPackage,
  CargoRepository,
  CargoWorkspace,
  RepositoryFiles,
} from '@statix/cargo/graph';
import type { PackageSettings } from '../../settings/plugin-options.js';
import type { ImageProject } from '../image-project.js';

/** A Cargo package with all that its targets depend on. */
export interface RustProject {
  readonly repository: CargoRepository;
  readonly files: RepositoryFiles;
  readonly package: CargoPackage;
  readonly workspace: CargoWorkspace | undefined;
  /** undefined where they cannot be read; the problem then says so. */
  readonly settings: PackageSettings | undefined;
  /** undefined in a workspace without a statix-image.json; a build then says what to do. */
  readonly image: ImageProject | undefined;
  readonly projectName: string;
  /** What is in the way of building it; its targets then fail with that. */
  readonly problems?: readonly StatixError[];
}

/** One with programs, and with settings that can be read. */
export interface StaticProject extends RustProject {
  readonly settings: PackageSettings;
}
