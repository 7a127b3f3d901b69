import { dockerLine } from './docker-line.js';

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
    { archive: 'dist/shell/a b/files.tar', address: 'unix:///run/docker.sock' },
  );
  const [create, copy, start] = line.split(' && ');
  expect(create).toMatch(/^id=\$\(docker --host unix:\/\/\/run\/docker.sock create /);
  expect(create).toContain('--network none --cap-drop ALL --security-opt no-new-privileges');
  expect(create).toContain('--pids-limit 8192 --memory 1024 --memory-swap 1024');
  expect(create).toContain('--mount type=volume,source=crates,target=/statix/cargo,readonly');
  expect(create).toContain("--env 'A=one two' --env B=");
  expect(create).toContain("--entrypoint bash sha256:abc -c 'echo '\\''it is'\\'' $HOME'");
  expect(copy).toContain('cp --quiet - "$id":/ < \'dist/shell/a b/files.tar\'');
  expect(start).toContain('start --attach --interactive "$id"');
});
