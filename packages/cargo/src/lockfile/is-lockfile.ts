// Written by tools/generate/guards.mjs from lockfile-schema.ts: edit that, and run npm run build.

import type { LockfileDocument } from './lockfile-schema.js';

export function isLockfileDocument(value: unknown): value is LockfileDocument {
  return (
    isObject(value) &&
    (value['version'] === undefined || value['version'] === 3 || value['version'] === 4) &&
    (value['root'] === undefined || isEntry(value['root'])) &&
    (value['package'] === undefined || isListOf(value['package'], isEntry)) &&
    (value['metadata'] === undefined || isRecordOf(value['metadata'], isString))
  );
}

function isEntry(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value['name'] === 'string' &&
    typeof value['version'] === 'string' &&
    (value['source'] === undefined || typeof value['source'] === 'string') &&
    (value['checksum'] === undefined || typeof value['checksum'] === 'string') &&
    (value['dependencies'] === undefined || isListOf(value['dependencies'], isString)) &&
    (value['replace'] === undefined || typeof value['replace'] === 'string')
  );
}

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isString(value: unknown): boolean {
  return typeof value === 'string';
}

function isRecordOf(
  value: unknown,
  isSound: (value: unknown, key: string) => boolean,
): value is Fields {
  if (!isObject(value) || value instanceof Date) return false;
  return Object.entries(value).every(([key, member]) => isSound(member, key));
}

function isListOf(value: unknown, isSound: (value: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isSound);
}
