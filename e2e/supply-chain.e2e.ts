import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { PackageURL } from 'packageurl-js';
import { imageContractSchema, imageIdentitySchema, type ImageContract } from '@statix/contract';
import { succeed } from './harness/command';
import { repositoryRoot } from './harness/repository';

jest.setTimeout(60 * 1000);

const identity = imageIdentitySchema.parse(
  JSON.parse(readFileSync(join(repositoryRoot, 'dist/image/statix-image/image.json'), 'utf8')),
);

function inImage(...command: string[]): Promise<string> {
  return succeed('docker', ['run', '--rm', '--network=none', identity.reference, ...command], {
    cwd: '/',
  });
}

let contract: ImageContract;
let sbom: string;

beforeAll(async () => {
  contract = imageContractSchema.parse(
    JSON.parse(await inImage('cat', '/opt/statix/contract.json')),
  );
  sbom = await inImage('cat', contract.documents.sbom);
});

test('the bill of materials is valid CycloneDX 1.6, without a date of the build', async () => {
  const errors = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(sbom);
  expect(errors).toBeNull();
  expect(sbom).not.toMatch(/timestamp|serialNumber/);
});

test('scanners find every component as the Debian source, or the crate, that it was built from', () => {
  const { components } = JSON.parse(sbom) as {
    components: { name: string; type: string; purl: string }[];
  };
  const sources = new Map(
    components
      .filter(({ type }) => type === 'library')
      .map(({ name, purl }) => [name, PackageURL.fromString(purl)]),
  );
  for (const { name, source } of contract.components) {
    const { type, namespace, version, qualifiers } = sources.get(name)!;
    expect({ name, version }).toEqual({ name, version: source.version });
    if (source.package === 'statix') continue;
    const fromCrate = source.files.every((file) => file.name.endsWith('.crate'));
    expect({ name, type, namespace, qualifiers }).toEqual(
      fromCrate
        ? { name, type: 'cargo', namespace: undefined, qualifiers: undefined }
        : { name, type: 'deb', namespace: 'debian', qualifiers: { arch: 'source' } },
    );
  }
});

test('the notices name every component and hold the licence texts', async () => {
  const notices = await inImage('cat', contract.documents.notices);
  for (const { name, version } of contract.components)
    expect(notices).toContain(`${name} ${version}`);
  // musl's and std's MIT, Apache 2.0 in full, zlib's, and the BSD clauses.
  expect(notices).toContain('Permission is hereby granted, free of charge');
  expect(notices).toContain('TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION');
  expect(notices).toContain('Jean-loup Gailly');
  expect(notices).toContain('Redistributions in binary form must reproduce');
});

test('labels say what the image is and where its documents are', async () => {
  const labels: unknown = JSON.parse(
    await succeed(
      'docker',
      ['image', 'inspect', '--format', '{{json .Config.Labels}}', identity.reference],
      { cwd: '/' },
    ),
  );
  expect(labels).toMatchObject({
    'dev.statix.identity': identity.identity,
    'dev.statix.contract': '/opt/statix/contract.json',
    'dev.statix.sbom': contract.documents.sbom,
    'dev.statix.notices': contract.documents.notices,
    'dev.statix.triple': contract.triple,
    'org.opencontainers.image.title': contract.recipe.name,
    'org.opencontainers.image.version': contract.recipe.version,
  });
});
