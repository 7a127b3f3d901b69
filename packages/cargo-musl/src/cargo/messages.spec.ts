import { readExecutables } from './messages.js';

// Lines of cargo 1.95 with --message-format json-render-diagnostics, shortened to the read members.
const lines = [
  '{"reason":"compiler-artifact","package_id":"path+file:///workspace/a#0.1.0","target":{"kind":["custom-build"],"crate_types":["bin"],"name":"build-script-build"},"executable":null,"fresh":false}',
  '{"reason":"build-script-executed","package_id":"path+file:///workspace/a#0.1.0","linked_libs":[]}',
  '{"reason":"compiler-artifact","target":{"kind":["lib"],"name":"a"},"executable":null}',
  'a proc macro may print this',
  '{"not": closed',
  '{"reason":"compiler-artifact","target":{"kind":["bin"],"name":"app"},"executable":"/statix/target/x86_64-unknown-linux-musl/release/app","fresh":true}',
  '{"reason":"compiler-artifact","target":{"kind":["example"],"name":"show"},"executable":"/statix/target/x86_64-unknown-linux-musl/release/examples/show"}',
  '{"reason":"build-finished","success":true}',
];

test('binaries by name, whatever else is between; also those that were fresh', () => {
  expect([...readExecutables(lines)]).toEqual([
    ['app', '/statix/target/x86_64-unknown-linux-musl/release/app'],
  ]);
});
