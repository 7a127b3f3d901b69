import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { canonicalJson } from '@statix/contract';
import { PackageURL } from 'packageurl-js';
import { programSha256, sampleBuild, sampleContents } from '../testing/documents.js';
import { billOfMaterials } from './bill-of-materials.js';

const bill = billOfMaterials(sampleContents, sampleBuild);
const component = (ref: string) => bill.components.find((one) => one['bom-ref'] === ref)!;
const dependsOn = (ref: string) => bill.dependencies.find((one) => one.ref === ref)!.dependsOn;

test('is valid by the official schema of CycloneDX 1.6, also of an empty program', async () => {
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  expect(await validator.validate(canonicalJson(bill))).toBeNull();
  const empty = { ...sampleContents, crates: [], libraries: [] };
  expect(await validator.validate(canonicalJson(billOfMaterials(empty, sampleBuild)))).toBeNull();
  // The validator sees: a component without a name is none.
  const spoiled = { ...bill, components: [{ type: 'library' }] };
  expect(await validator.validate(canonicalJson(spoiled))).not.toBeNull();
});

test('is the same each time: no serial number, no time', () => {
  expect(canonicalJson(billOfMaterials(sampleContents, sampleBuild))).toBe(canonicalJson(bill));
  expect(canonicalJson(bill)).not.toMatch(/timestamp|serialNumber/);
});

test('the program is what it is about, and is not in it once more', () => {
  expect(bill.metadata.component).toMatchObject({
    type: 'application',
    name: 'app',
    version: '1.2.0',
    hashes: [{ alg: 'SHA-256', content: programSha256 }],
    licenses: [{ expression: 'MIT' }],
  });
  expect(bill.components.map(({ name }) => name)).not.toContain('app');
});

test('every crate and library is in it, and the standard library', () => {
  expect(bill.components.map((one) => one['bom-ref'])).toEqual([
    'crate:forked@2.0.0',
    'crate:inner@0.1.0',
    'crate:libc@0.2.180',
    'crate:openssl-sys@0.9.111',
    'library:crate:openssl-src@300.5.4+3.5.4/openssl@3.5.4',
    'library:crate:openssl-sys@0.9.111/zlib',
    'library:musl@1.2.5',
    'library:rust-std@1.96.0',
  ]);
});

test('the standard library of the image takes the place of that of the toolchain', () => {
  const std = {
    ...sampleContents.libraries[0]!,
    name: 'rust-std',
    version: '1.96.0',
    origin: {
      by: 'image' as const,
      component: 'rust-std',
      sourcePackage: 'rustc-web',
      sourceVersion: '1.96.0+dfsg1-1~deb13u1',
      purl: 'pkg:deb/debian/rustc-web@1.96.0%2Bdfsg1-1~deb13u1?arch=source',
    },
  };
  const { components } = billOfMaterials({ ...sampleContents, libraries: [std] }, sampleBuild);
  expect(components.filter(({ name }) => name === 'rust-std')).toMatchObject([
    { purl: std.origin.purl },
  ]);
});

test('scanners find what is published by its name, and a crate of the repository under none', () => {
  expect(component('crate:libc@0.2.180').purl).toBe('pkg:cargo/libc@0.2.180');
  expect(component('crate:inner@0.1.0').purl).toBeUndefined();
  expect(component('library:musl@1.2.5').purl).toBe(
    'pkg:deb/debian/musl@1.2.5-3.1~deb13u1?arch=source',
  );
  const openssl = component('library:crate:openssl-src@300.5.4+3.5.4/openssl@3.5.4');
  expect(openssl.purl).toBe('pkg:generic/openssl@3.5.4');
  expect(openssl.pedigree?.ancestors).toEqual([
    {
      type: 'library',
      name: 'openssl-src',
      version: '300.5.4+3.5.4',
      purl: 'pkg:cargo/openssl-src@300.5.4%2B3.5.4',
    },
  ]);
  for (const { purl } of bill.components.filter((one) => one.purl !== undefined)) {
    expect(() => PackageURL.fromString(purl!)).not.toThrow();
  }
});

test('attack: a password in the address of a crate is not published', () => {
  const { purl } = component('crate:forked@2.0.0');
  expect(canonicalJson(bill)).not.toContain('secret');
  expect(PackageURL.fromString(purl!).qualifiers).toEqual({
    vcs_url: 'git+https://example.com/forked.git@0123456789abcdef0123456789abcdef01234567',
  });
});

test('who depends on what', () => {
  expect(dependsOn('program')).toEqual([
    'crate:inner@0.1.0',
    'crate:openssl-sys@0.9.111',
    // Compiled by a crate that is not in the program itself.
    'library:crate:openssl-src@300.5.4+3.5.4/openssl@3.5.4',
    'library:musl@1.2.5',
    'library:rust-std@1.96.0',
  ]);
  expect(dependsOn('crate:openssl-sys@0.9.111')).toEqual([
    'crate:libc@0.2.180',
    'library:crate:openssl-sys@0.9.111/zlib',
  ]);
  const refs = ['program', ...bill.components.map((one) => one['bom-ref'])].sort();
  expect(bill.dependencies.map(({ ref }) => ref)).toEqual(refs);
});

test('the same crate of two places is there twice', () => {
  const [libc] = sampleContents.crates.filter(({ name }) => name === 'libc');
  const fork = { ...libc!, source: 'git+https://example.com/libc#abc' };
  const twice = { ...sampleContents, crates: [...sampleContents.crates, fork] };
  const refs = billOfMaterials(twice, sampleBuild).components.map((one) => one['bom-ref']);
  expect(refs).toContain('crate:libc@0.2.180');
  expect(refs).toContain('crate:libc@0.2.180#2');
});

test('complete is said only where the linker has left a record', () => {
  expect(bill.compositions).toMatchObject([{ aggregate: 'complete' }]);
  const unknown = { ...sampleContents, linked: 'unknown' as const };
  expect(billOfMaterials(unknown, sampleBuild).compositions).toMatchObject([
    { aggregate: 'incomplete' },
  ]);
});

test('fault: documents of two programs make no bill', () => {
  const other = { ...sampleBuild, binary: { ...sampleBuild.binary, sha256: 'b'.repeat(64) } };
  expect(() => billOfMaterials(sampleContents, other)).toThrow(
    expect.objectContaining({ code: 'STATIX_CONTENTS_DIFFER' }) as Error,
  );
});
