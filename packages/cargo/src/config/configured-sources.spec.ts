import { configuredSources } from './configured-sources.js';

test('registries by name, and what replaces another source', () => {
  const text = `
[registries.corp]
index = "sparse+https://corp.example/"
[registries."my.own"]
index = "https://git.example/index"
[source.crates-io]
replace-with = "mirror"
[source.mirror]
registry = "sparse+https://mirror.example/"
[source."sparse+https://corp.example/"]
replace-with = "my.own"
[source.vendored]
directory = "vendor"
`;
  expect(configuredSources([{ path: '.cargo/config.toml', text }])).toEqual({
    registries: new Map([
      ['corp', 'sparse+https://corp.example/'],
      ['my.own', 'https://git.example/index'],
    ]),
    replacements: ['sparse+https://mirror.example/', 'https://git.example/index'],
  });
});

test('a replacement that nothing defines leads nowhere', () => {
  const text = '[source.crates-io]\nreplace-with = "gone"\n';
  expect(configuredSources([{ path: 'c', text }]).replacements).toEqual([]);
});
