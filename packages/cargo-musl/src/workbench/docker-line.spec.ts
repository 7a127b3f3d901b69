import type { DockerCommand } from '@statix/engine';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { stubEngine } from '@statix/engine/testing/stub-engine';
import { dockerLine, requireDockerCommand } from './docker-line.js';

const bySocket: DockerCommand = {
  context: undefined,
  variables: {
    DOCKER_HOST: 'unix:///run/docker.sock',
    DOCKER_TLS: undefined,
    DOCKER_CONTEXT: undefined,
  },
};

test('a container as a line: its rules, its files, and words for a shell', () => {
  const line = dockerLine(
    {
      image: 'sha256:abc',
      purpose: 'shell',
      command: ['bash', '-c', "echo 'it is' $HOME"],
      environment: { A: 'one two', B: '' },
      workingDirectory: '/workspace',
      user: '1000:1000',
      volumes: [
        { volume: 'crates', target: '/statix/cargo', readOnly: true },
        { volume: 'target', target: '/statix/target' },
      ],
      network: 'none',
      limits: { pids: 8192, memoryBytes: 1024 },
    },
    { archive: 'dist/shell/a b/files.tar', docker: bySocket },
  );
  const [create, copy, start] = line.split(' && ');
  expect(create).toMatch(
    /^\(unset DOCKER_TLS DOCKER_CONTEXT; export DOCKER_HOST=unix:\/\/\/run\/docker\.sock; id=\$\(docker create /,
  );
  expect(create).toContain('--network none --cap-drop ALL --security-opt no-new-privileges');
  expect(create).toContain('--pids-limit 8192 --memory 1024 --memory-swap 1024');
  expect(create).toContain('--mount type=volume,source=crates,target=/statix/cargo,readonly');
  expect(create).toContain("--env 'A=one two' --env B=");
  expect(create).toContain("--entrypoint bash sha256:abc -c 'echo '\\''it is'\\'' $HOME'");
  expect(copy).toContain('cp --quiet - "$id":/ < \'dist/shell/a b/files.tar\'');
  expect(start).toMatch(/start --attach --interactive "\$id"\)$/);
});

const spec = {
  ...{ image: 'i', purpose: 'shell', command: ['sh'], environment: {} },
  ...{ network: 'none' as const, limits: {} },
};

test('TLS: the variables are words for a shell', () => {
  const variables = {
    DOCKER_HOST: 'tcp://box:2376',
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: "/it's mine",
  };
  const line = dockerLine(spec, {
    archive: 'a',
    docker: { context: undefined, variables: { ...variables, DOCKER_TLS: undefined } },
  });
  expect(line).toContain(
    "(unset DOCKER_TLS; export DOCKER_HOST=tcp://box:2376 DOCKER_TLS_VERIFY=1 DOCKER_CERT_PATH='/it'\\''s mine'; id=",
  );
});

test('a context is named to each command', () => {
  const docker = { context: 'my box', variables: { DOCKER_HOST: undefined } };
  const line = dockerLine(spec, { archive: 'a', docker });
  expect(line).toMatch(/^\(unset DOCKER_HOST; id=/);
  expect(line.split("docker --context 'my box' ")).toHaveLength(4);
});

test('an engine that the docker command does not reach is refused', async () => {
  const { code, remedies } = await statixErrorOf(
    Promise.resolve().then(() => requireDockerCommand(stubEngine({ address: 'https://box' }))),
  );
  expect(code).toBe('STATIX_DOCKER_COMMAND_CANNOT');
  expect(remedies).toHaveLength(2);
});
