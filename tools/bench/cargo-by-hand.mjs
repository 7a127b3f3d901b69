// The same cargo by hand: `docker run` of the image with the command and the environment that Statix
// uses, over volumes of its own, into which the crates that Statix has fetched are copied.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { nx, root } from './bench-workspace.mjs';

const require = createRequire(import.meta.url);
const { cargoEnvironment, reproducibleEnvironment } = require(
  join(root, 'packages/cargo-musl/dist/cargo/environment.js'),
);
const { buildArguments } = require(join(root, 'packages/cargo-musl/dist/cargo/arguments.js'));
const { buildSchema } = require(join(root, 'packages/cargo-musl/dist/executors/build/schema.js'));
const user = `${process.getuid()}:${process.getgid()}`;

export function docker(args) {
  return execaSync('docker', args, { stripFinalNewline: false }).stdout;
}

/** Names of the volumes that builds of a workspace have made, all or those of a kind. */
export function buildVolumes(path, kind) {
  const labels = { 'dev.statix.workspace': path, ...(kind && { 'dev.statix.kind': kind }) };
  const filters = Object.entries(labels).flatMap(([name, value]) => [
    '--filter',
    `label=${name}=${value}`,
  ]);
  return docker(['volume', 'ls', '--quiet', ...filters])
    .split('\n')
    .filter(Boolean);
}

/**
 * Builds all programs of the Cargo workspace at the root of a workspace, in one target folder.
 *
 * @param {string} path a workspace in which something was built, so that crates and image are there
 * @returns {{ command: string[], empty: () => void, remove: () => void }} arguments of `docker`; `empty`
 *   removes what it has compiled
 */
export function cargoByHand(path) {
  const { output } = nx(path, ['run', 'statix-image:identify', '--skipNxCache'], {});
  const [image] = output.match(/statix\.local\/\S+/);
  const contract = JSON.parse(docker(['run', '--rm', image, 'cat', '/opt/statix/contract.json']));
  const { cargoHome, target, workspace } = contract.paths;
  const volumes = { cargo: 'statix-bench-cargo', target: 'statix-bench-target' };
  const places = { [volumes.cargo]: cargoHome, [volumes.target]: target };
  docker(['volume', 'rm', '--force', ...Object.values(volumes)]);
  for (const [name, place] of Object.entries(places)) {
    docker(['volume', 'create', name]);
    docker(['run', '--rm', '--user', '0', '-v', `${name}:${place}`, image, 'chown', user, place]);
  }
  const [fetched] = buildVolumes(path, 'crates');
  const copied = ['-v', `${fetched}:/from:ro`, '-v', `${volumes.cargo}:${cargoHome}`];
  docker(['run', '--rm', '--user', user, ...copied, image, 'cp', '-a', '/from/.', cargoHome]);
  const environment = {
    ...reproducibleEnvironment,
    ...cargoEnvironment(contract, { colour: false }),
  };
  const plan = {
    options: buildSchema.parse({ manifest: 'Cargo.toml' }),
    package: { manifest: 'Cargo.toml' },
    configuredRustflags: [],
  };
  const command = [
    ...['run', '--rm', '--network', 'none', '--user', user, '--workdir', workspace],
    ...Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...['-v', `${volumes.cargo}:${cargoHome}:ro`, '-v', `${volumes.target}:${target}`],
    ...['-v', `${path}:${workspace}`, image],
    ...[...buildArguments(plan, contract.paths), '--workspace'],
  ];
  const inTarget = ['run', '--rm', '--user', '0', '-v', `${volumes.target}:/compiled`, image];
  return {
    command,
    empty: () => docker([...inTarget, 'find', '/compiled', '-mindepth', '1', '-delete']),
    remove: () => docker(['volume', 'rm', '--force', ...Object.values(volumes)]),
  };
}
