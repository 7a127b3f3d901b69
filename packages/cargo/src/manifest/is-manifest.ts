// Written by tools/generate/guards.mjs from manifest-schema.ts: edit that, and run npm run build.

import type { ManifestDocument } from './manifest-schema.js';

export const manifestKeys: readonly string[] = [
  'package',
  'project',
  'workspace',
  'lib',
  'bin',
  'example',
  'test',
  'bench',
  'cargo-features',
  'lints',
  'features',
  'dependencies',
  'dev-dependencies',
  'dev_dependencies',
  'build-dependencies',
  'build_dependencies',
  'target',
  'patch',
  'replace',
  'profile',
];

export const metadataKeys: readonly string[] = ['statix', 'cargo-fuzz'];

export function isManifestDocument(value: unknown): value is ManifestDocument {
  return (
    isObject(value) &&
    (value['package'] === undefined || isPackage(value['package'])) &&
    (value['project'] === undefined || isPackage(value['project'])) &&
    (value['workspace'] === undefined || isWorkspace(value['workspace'])) &&
    (value['lib'] === undefined || isTarget(value['lib'])) &&
    (value['bin'] === undefined || isListOf(value['bin'], isTarget)) &&
    (value['example'] === undefined || isListOf(value['example'], isTarget)) &&
    (value['test'] === undefined || isListOf(value['test'], isTarget)) &&
    (value['bench'] === undefined || isListOf(value['bench'], isTarget)) &&
    (value['cargo-features'] === undefined || isStrings(value['cargo-features'])) &&
    (value['features'] === undefined || isRecordOf(value['features'], isStrings)) &&
    (value['dependencies'] === undefined || isDependencies(value['dependencies'])) &&
    (value['dev-dependencies'] === undefined || isDependencies(value['dev-dependencies'])) &&
    (value['dev_dependencies'] === undefined || isDependencies(value['dev_dependencies'])) &&
    (value['build-dependencies'] === undefined || isDependencies(value['build-dependencies'])) &&
    (value['build_dependencies'] === undefined || isDependencies(value['build_dependencies'])) &&
    (value['target'] === undefined || isRecordOf(value['target'], isPlatform)) &&
    (value['patch'] === undefined || isRecordOf(value['patch'], isDependencies)) &&
    (value['replace'] === undefined || isDependencies(value['replace'])) &&
    (value['profile'] === undefined || isRecordOf(value['profile'], () => true))
  );
}

function isPackage(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value['name'] === 'string' &&
    (value['version'] === undefined ||
      typeof value['version'] === 'string' ||
      isFromWorkspace(value['version'])) &&
    (value['edition'] === undefined ||
      typeof value['edition'] === 'string' ||
      isFromWorkspace(value['edition'])) &&
    (value['workspace'] === undefined || typeof value['workspace'] === 'string') &&
    (value['build'] === undefined ||
      typeof value['build'] === 'string' ||
      typeof value['build'] === 'boolean' ||
      isStrings(value['build'])) &&
    (value['links'] === undefined || typeof value['links'] === 'string') &&
    (value['autolib'] === undefined || typeof value['autolib'] === 'boolean') &&
    (value['autobins'] === undefined || typeof value['autobins'] === 'boolean') &&
    (value['autoexamples'] === undefined || typeof value['autoexamples'] === 'boolean') &&
    (value['autotests'] === undefined || typeof value['autotests'] === 'boolean') &&
    (value['autobenches'] === undefined || typeof value['autobenches'] === 'boolean') &&
    (value['metadata'] === undefined || isMetadata(value['metadata']))
  );
}

function isFromWorkspace(value: unknown): boolean {
  return isObject(value) && value['workspace'] === true;
}

function isStrings(value: unknown): boolean {
  return isListOf(value, isString);
}

function isMetadata(value: unknown): boolean {
  return isObject(value);
}

function isWorkspace(value: unknown): boolean {
  return (
    isObject(value) &&
    (value['members'] === undefined || isStrings(value['members'])) &&
    (value['exclude'] === undefined || isStrings(value['exclude'])) &&
    (value['default-members'] === undefined || isStrings(value['default-members'])) &&
    (value['package'] === undefined || isInheritedPackage(value['package'])) &&
    (value['dependencies'] === undefined || isDependencies(value['dependencies'])) &&
    (value['metadata'] === undefined || isMetadata(value['metadata']))
  );
}

function isInheritedPackage(value: unknown): boolean {
  return (
    isObject(value) &&
    (value['version'] === undefined || typeof value['version'] === 'string') &&
    (value['edition'] === undefined || typeof value['edition'] === 'string')
  );
}

function isDependencies(value: unknown): boolean {
  return isRecordOf(value, (member) => typeof member === 'string' || isDependencyTable(member));
}

function isDependencyTable(value: unknown): boolean {
  return (
    isObject(value) &&
    (value['path'] === undefined || typeof value['path'] === 'string') &&
    (value['package'] === undefined || typeof value['package'] === 'string') &&
    (value['workspace'] === undefined || typeof value['workspace'] === 'boolean') &&
    (value['optional'] === undefined || typeof value['optional'] === 'boolean')
  );
}

function isTarget(value: unknown): boolean {
  return (
    isObject(value) &&
    (value['name'] === undefined || typeof value['name'] === 'string') &&
    (value['path'] === undefined || typeof value['path'] === 'string') &&
    (value['required-features'] === undefined || isStrings(value['required-features'])) &&
    (value['proc-macro'] === undefined || typeof value['proc-macro'] === 'boolean') &&
    (value['proc_macro'] === undefined || typeof value['proc_macro'] === 'boolean') &&
    (value['crate-type'] === undefined || isStrings(value['crate-type'])) &&
    (value['crate_type'] === undefined || isStrings(value['crate_type']))
  );
}

function isPlatform(value: unknown): boolean {
  return (
    isObject(value) &&
    (value['dependencies'] === undefined || isDependencies(value['dependencies'])) &&
    (value['dev-dependencies'] === undefined || isDependencies(value['dev-dependencies'])) &&
    (value['dev_dependencies'] === undefined || isDependencies(value['dev_dependencies'])) &&
    (value['build-dependencies'] === undefined || isDependencies(value['build-dependencies'])) &&
    (value['build_dependencies'] === undefined || isDependencies(value['build_dependencies']))
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
