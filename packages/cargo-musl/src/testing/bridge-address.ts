import { execFileSync } from 'node:child_process';

/** This machine as a container of the engine’s bridge sees it. */
export function bridgeAddress(): string {
  return execFileSync('docker', [
    ...['network', 'inspect', 'bridge', '--format', '{{(index .IPAM.Config 0).Subnet}}'],
  ])
    .toString()
    .trim()
    .replace(/\.0\/\d+$/, '.1');
}
