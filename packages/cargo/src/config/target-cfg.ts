import type { TargetCfg } from './cfg-expression.js';

/**
 * What rustc 1.95 prints of cfg for the target when Cargo asks, which is for all crate types at once.
 * That is without `target_feature="crt-static"`, which it prints when asked for programs alone: so a
 * `cfg(target_feature = "crt-static")` table of a configuration never holds. The oracle spec compares.
 */
const x86_64LinuxMusl = [
  ...['debug_assertions', 'panic="unwind"', 'unix'],
  ...['target_abi=""', 'target_arch="x86_64"', 'target_endian="little"', 'target_env="musl"'],
  ...[
    'target_family="unix"',
    'target_os="linux"',
    'target_pointer_width="64"',
    'target_vendor="unknown"',
  ],
  ...['target_feature="fxsr"', 'target_feature="sse"', 'target_feature="sse2"'],
  ...['8', '16', '32', '64', 'ptr'].map((size) => `target_has_atomic="${size}"`),
];

/**
 * The cfg values of a target, without asking rustc. Complete for x86_64-unknown-linux-musl; for
 * other triples only what the triple's own parts say.
 */
export function targetCfg(triple: string): TargetCfg {
  if (triple === 'x86_64-unknown-linux-musl') return new Set(x86_64LinuxMusl);
  const [arch = '', vendor = '', os = '', env = ''] = triple.split('-');
  const unix = ['linux', 'darwin', 'freebsd', 'netbsd', 'openbsd', 'android'].includes(os);
  return new Set([
    `target_arch="${arch}"`,
    `target_vendor="${vendor}"`,
    `target_os="${os === 'darwin' ? 'macos' : os}"`,
    `target_env="${env}"`,
    ...(unix ? ['unix', 'target_family="unix"'] : []),
    ...(os === 'windows' ? ['windows', 'target_family="windows"'] : []),
  ]);
}
