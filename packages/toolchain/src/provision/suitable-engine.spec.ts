import { StatixError } from '@statix/contract';
import {
  requireSuitableEngine,
  suitableEngine,
  warnOfEmulation,
  type AskingMachine,
} from './suitable-engine.js';

const linux: AskingMachine = { platform: 'linux', arch: 'x64' };
const mac: AskingMachine = { platform: 'darwin', arch: 'arm64' };
const engine = (architecture: string, system = 'linux') => ({
  name: 'Docker',
  system,
  architecture,
});

test.each([
  ['this machine', engine('x86_64'), linux, 'go'],
  ['Podman’s spelling', engine('amd64'), linux, 'go'],
  ['WSL2', engine('x86_64'), linux, 'go'],
  ['a Mac with Intel', engine('x86_64'), { platform: 'darwin', arch: 'x64' }, 'go'],
  ['a Mac with Apple silicon and a remote engine', engine('x86_64'), mac, 'go'],
  ['a Mac with Apple silicon', engine('aarch64'), mac, 'warn'],
  ['Linux on arm64', engine('arm64'), { platform: 'linux', arch: 'arm64' }, 'warn'],
  ['x64 with a remote engine on arm64', engine('aarch64'), linux, 'warn'],
  [
    'Windows’ containers',
    engine('x86_64', 'windows'),
    { platform: 'win32', arch: 'x64' },
    'refuse',
  ],
  ['32 bits', engine('i686'), linux, 'refuse'],
  ['another processor', engine('s390x'), linux, 'refuse'],
  ['one that does not say', engine(''), linux, 'refuse'],
] as const)('%s', (_, facts, asking, verdict) => {
  expect(suitableEngine(facts, asking).verdict).toBe(verdict);
});

test('what can be advised depends on the machine that asks', () => {
  const said = (asking: AskingMachine): string => {
    const lines: string[] = [];
    requireSuitableEngine(engine('aarch64'), asking);
    warnOfEmulation(engine('aarch64'), (line) => lines.push(line), asking);
    return lines.join('\n');
  };
  expect(said(mac)).toContain('colima start');
  expect(said(mac)).not.toContain('apt-get');
  expect(said({ platform: 'linux', arch: 'arm64' })).toContain('qemu-user-static');
  expect(said(linux)).toMatch(/^Warning: The engine runs on aarch64, and the image is for x86_64/);
});

test('a refusal is an error, and nothing is said where all is well', () => {
  const report = jest.fn();
  expect(() => {
    requireSuitableEngine(engine('x86_64', 'windows'), mac);
  }).toThrow(StatixError);
  requireSuitableEngine(engine('x86_64'), linux);
  warnOfEmulation(engine('x86_64'), report, mac);
  expect(report).not.toHaveBeenCalled();
});
