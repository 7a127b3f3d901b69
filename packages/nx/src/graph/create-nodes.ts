import { basename } from 'node:path';
import picomatch from 'picomatch';
import {
  AggregateCreateNodesError,
  type CreateNodes,
  type CreateNodesResultArray,
} from '@nx/devkit';
import { renderError } from '@statix/contract';
import {
  readRepository,
  repositoryFiles,
  type CargoPackage,
  type CargoRepository,
  type RepositoryFiles,
} from '@statix/cargo';
import { imageProject, type ImageProject } from '../targets/image-project.js';
import { rustProject } from '../targets/rust-project.js';
import { mergeSettings } from './package-settings.js';
import { parsePluginOptions } from './plugin-options.js';
import { projectNames } from './project-names.js';
import { readImage } from './read-image.js';

const definitionName = 'statix-image.json';

/**
 * Infers a project for every Cargo package and one for the image. Reads files only. A manifest that
 * cannot be read is an error of its own, and every good project stays.
 */
export const createNodes: CreateNodes = [
  `**/{Cargo.toml,${definitionName}}`,
  async (files, rawOptions, { workspaceRoot }) => {
    const options = parsePluginOptions(rawOptions);
    const results: [string, CreateNodesResultArray[number][1]][] = [];
    const errors: [string, Error][] = [];

    const definitions = files.filter((file) => basename(file) === definitionName);
    let image: ImageProject | undefined;
    try {
      image = await readImage(workspaceRoot, definitions, options.imageDefinition);
      if (image !== undefined) {
        const project = imageProject(image);
        results.push([image.identity.definition, { projects: { [project.root]: project } }]);
      }
    } catch (error) {
      errors.push([options.imageDefinition ?? definitions[0] ?? definitionName, readable(error)]);
    }

    const excluded = picomatch(options.exclude, { dot: true });
    const manifests = files.filter((file) => basename(file) === 'Cargo.toml' && !excluded(file));
    const repositoryOnDisk = repositoryFiles(workspaceRoot);
    const repository = readRepository(manifests, repositoryOnDisk);
    for (const { file, error } of repository.problems) errors.push([file, readable(error)]);

    const { imageDefinition: _definition, exclude: _exclude, ...everywhere } = ownKeys(rawOptions);
    const names = projectNames(repository.packages);
    for (const cargoPackage of repository.packages) {
      try {
        const project = inferProject(
          cargoPackage,
          repository,
          repositoryOnDisk,
          image,
          everywhere,
          names,
        );
        results.push([cargoPackage.manifest, { projects: { [project.root]: project } }]);
      } catch (error) {
        errors.push([cargoPackage.manifest, readable(error)]);
      }
    }
    if (errors.length > 0) throw new AggregateCreateNodesError(errors, results);
    return results;
  },
];

function inferProject(
  cargoPackage: CargoPackage,
  repository: CargoRepository,
  files: RepositoryFiles,
  image: ImageProject | undefined,
  everywhere: Record<string, unknown>,
  names: ReadonlyMap<string, string>,
) {
  const workspace = repository.workspaces.find(({ root }) => root === cargoPackage.workspace);
  if (workspace === undefined) throw new Error(`no workspace at '${cargoPackage.workspace}'`);
  const settings = mergeSettings([
    { name: '@statix/nx in nx.json', value: everywhere },
    { name: `[workspace.metadata.statix] in ${workspace.manifest}`, value: workspace.metadata },
    { name: `[package.metadata.statix] in ${cargoPackage.manifest}`, value: cargoPackage.metadata },
  ]);
  return rustProject({
    repository,
    files,
    package: cargoPackage,
    workspace,
    settings,
    image,
    projectName: names.get(cargoPackage.root) ?? cargoPackage.name,
  });
}

/** As written, without defaults: a default must not win over an earlier place. */
function ownKeys(raw: unknown): Record<string, unknown> {
  return typeof raw === 'object' && raw !== null ? { ...raw } : {};
}

/** Nx prints only an error's message. */
function readable(error: unknown): Error {
  return new Error(renderError(error), { cause: error });
}
