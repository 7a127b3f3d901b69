import { sharedCrates } from './shared-crates.js';

const registry = 'registry+https://github.com/rust-lang/crates.io-index';

test('attack: a crate that is compiled with code of the repository is not shared', () => {
  const content = `version = 4

[[package]]
name = "app"
version = "0.1.0"
dependencies = ["itoa", "serde_json"]

[[package]]
name = "itoa"
version = "1.0.18"
source = "${registry}"
checksum = "aa"

[[package]]
name = "ryu"
version = "1.0.20"

[[package]]
name = "serde_json"
version = "1.0.145"
source = "${registry}"
checksum = "bb"
dependencies = ["itoa", "ryu"]
`;
  expect(sharedCrates({ path: 'Cargo.lock', content })).toEqual([
    { name: 'itoa', version: '1.0.18', identity: `itoa 1.0.18 ${registry} aa` },
  ]);
});
