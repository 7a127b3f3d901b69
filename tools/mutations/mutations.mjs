/**
 * @typedef {object} Mutation
 * @property {string} name what is taken out
 * @property {string} file
 * @property {string} from stands in the file exactly once
 * @property {string} to
 * @property {string} test part of the path of the spec that must fail
 * @property {string} [project] Jest project of that spec; unit when absent
 */

/** @type {readonly Mutation[]} */
export const mutations = [
  {
    name: 'verify: a program that asks for a loader passes',
    file: 'packages/elf/src/checks/no-interpreter.ts',
    from: 'if (segments.length === 0) {',
    to: 'if (segments.length >= 0) {',
    test: 'packages/elf/src/checks/static-checks',
  },
  {
    name: 'verify: a program that asks for libraries passes',
    file: 'packages/elf/src/checks/no-needed-libraries.ts',
    from: 'if (entries.length === 0) {',
    to: 'if (entries.length >= 0) {',
    test: 'packages/elf/src/checks/static-checks',
  },
  {
    name: 'verify: a failed check does not fail the verdict',
    file: 'packages/elf/src/checks/verdict-of.ts',
    from: "status === 'fail') ? 'fail'",
    to: "status === 'fail') ? 'pass'",
    test: 'packages/verify/src/executors/verify/perform',
  },
  {
    name: 'verify: another exit code than expected passes',
    file: 'packages/elf/src/run-checks.ts',
    from: 'return run.result.exitCode === expected',
    to: 'return run.result.exitCode >= 0',
    test: 'packages/elf/src/run-checks',
  },
  {
    name: 'verify: a binary that was not built by the manifest passes',
    file: 'packages/verify/src/executors/verify/manifest-check.ts',
    from: 'return differing.length === 0',
    to: 'return differing.length >= 0',
    test: 'packages/verify/src/executors/verify/',
  },
  {
    name: 'the atomic rename: content is written in place',
    file: 'packages/contract/src/durable-file.ts',
    from: "const temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);",
    to: "const temporary = path + randomBytes(0).toString('hex') + basename('');",
    test: 'packages/contract/src/durable-file',
  },
  {
    name: 'the lock: everybody has it at once',
    file: 'packages/engine/src/state/with-lock.ts',
    from: "join(await makeStateFolder(env, 'locks'), name);",
    to: "join(await makeStateFolder(env, 'locks'), `${name}${process.pid}`);",
    test: 'packages/engine/src/state/with-lock',
  },
  {
    name: 'the input set: .env files are inputs',
    file: 'packages/cargo/src/inputs/input-set.ts',
    from: "'!**/.env', '!**/.env.*', ",
    to: '',
    test: 'packages/cargo/src/inputs/',
  },
  {
    name: 'the input set: a neighbour is visible',
    file: 'packages/cargo/src/inputs/input-set.ts',
    from: 'const nested = nestedPackages(closure, index);',
    to: 'const nested: string[] = [];',
    test: 'packages/cargo/src/inputs/',
  },
  {
    name: 'image: an error in the build stream is passed over',
    file: 'packages/engine/src/build/build-image.ts',
    from: 'if (failure !== undefined) throw buildFailure(failure, progress);',
    to: '',
    test: 'packages/engine/src/build/build-image',
  },
  {
    name: 'image: the result of a build is not inspected',
    file: 'packages/engine/src/build/build-image.ts',
    from: 'if (wrong === undefined) return image;',
    to: 'if (wrong === undefined || wrong.length > 0) return image;',
    test: 'packages/engine/src/build/build-image',
  },
  {
    name: 'image: a foreign image with our name is used',
    file: 'packages/engine/src/image/ensure-image.ts',
    from: '=== image.id;',
    to: '!== "";',
    test: 'packages/engine/src/image/ensure-image',
  },
  {
    name: 'image: an executable bit is no part of the identity',
    file: 'packages/engine/src/image/recipe-files.ts',
    from: '(mode & 0o100) !== 0',
    to: 'mode < 0',
    test: 'packages/engine/src/image/',
  },
  {
    name: 'containers keep capabilities',
    file: 'packages/engine/src/container/container-create-request.ts',
    from: "CapDrop: ['ALL'],",
    to: 'CapDrop: [],',
    test: 'packages/engine/src/container/container-create-request',
  },
  {
    name: 'containers: what is asked for as no network gets one',
    file: 'packages/engine/src/container/container-create-request.ts',
    from: 'NetworkMode: spec.network,',
    to: "NetworkMode: 'bridge',",
    test: 'packages/engine/src/container/container-create-request',
  },
  {
    name: 'staging: a changed file keeps its time',
    file: 'packages/cargo-musl/src/staging/assign-times.ts',
    from: 'before?.key === key ? before : { key, time: now }',
    to: 'before ?? { key, time: now }',
    test: 'packages/cargo-musl/src/staging/assign-times',
  },
  {
    name: 'staging: a deletion goes unseen',
    file: 'packages/cargo-musl/src/staging/assign-times.ts',
    from: 'keys.set(path, `${content} ${unseen}`);',
    to: 'keys.set(path, `${content} ${unseen.length}`);',
    test: 'packages/cargo-musl/src/staging/assign-times',
  },
  {
    name: 'inputs: a link out of the workspace is followed',
    file: 'packages/cargo-musl/src/inputs/read-inputs.ts',
    from: 'if (stats.isSymbolicLink()) ',
    to: 'if (stats.isSocket()) ',
    test: 'packages/cargo-musl/src/inputs/read-inputs',
  },
  {
    name: 'volumes: another image uses the same compiled code',
    file: 'packages/cargo-musl/src/container/volumes.ts',
    from: '        scope.imageIdentity,\n        scope.trustScope,\n      ]),',
    to: '        scope.trustScope,\n      ]),',
    test: 'packages/cargo-musl/src/container/volumes',
  },
  {
    name: "cargo: a repository's rustc wrapper is run",
    file: 'packages/cargo-musl/src/cargo/environment.ts',
    from: "    RUSTC_WRAPPER: '',\n",
    to: '',
    test: 'packages/cargo-musl/src/cargo/environment',
  },
  {
    name: 'cargo: the build may change the lock and use the network',
    file: 'packages/cargo-musl/src/cargo/arguments.ts',
    from: "    '--frozen',\n",
    to: '',
    test: 'packages/cargo-musl/src/executors/build/plan',
  },
  {
    name: 'graph: one broken manifest takes the good projects along',
    file: 'packages/nx/src/graph/create-nodes.ts',
    from: 'throw new AggregateCreateNodesError(errors, results);',
    to: 'throw new AggregateCreateNodesError(errors, []);',
    test: 'packages/nx/src/graph/create-nodes',
  },
  {
    name: "graph: the image is no part of a build's hash",
    file: 'packages/nx/src/targets/rust-project.ts',
    from: "image: image?.identity.identity,\n        versions: packageVersions(['@statix/cargo-musl'",
    to: "versions: packageVersions(['@statix/cargo-musl'",
    test: 'packages/nx/src/graph/create-nodes',
  },
  {
    name: 'options: an unknown one is accepted',
    file: 'packages/contract/src/parse-options.ts',
    from: 'if (firstUnknown !== undefined) {',
    to: 'if (firstUnknown === "") {',
    test: 'packages/contract/src/parse-options',
  },
  {
    name: "output: a log's terminal escapes reach the terminal",
    file: 'packages/contract/src/neutralise.ts',
    from: '\\u000b-\\u001f',
    to: '\\u000b-\\u001a',
    test: 'packages/contract/src/neutralise',
  },
];
