/** Names of the inferred targets, as users type them. */
export const targetNames = {
  build: 'build-static',
  verify: 'verify-static',
  stamp: 'stamp-static',
  compress: 'compress-static',
  package: 'package-static',
  load: 'package-load',
  push: 'package-push',
  all: 'static',
  plan: 'plan-static',
  test: 'test-static',
  check: 'check-static',
  run: 'run-static',
  rebuild: 'rebuild-static',
  provenance: 'provenance',
  audit: 'audit-static',
  shell: 'shell-static',
  inputs: 'static-inputs',
} as const;

export const imageTargetNames = {
  identify: 'identify',
  build: 'image',
  check: 'image-check',
  push: 'image-push',
  save: 'image-save',
  load: 'image-load',
  prune: 'image-prune',
  cacheList: 'cache-list',
  cachePrune: 'cache-prune',
  lock: 'image-lock',
  fetch: 'image-fetch',
} as const;
