import assert from 'node:assert/strict';
import { sha256 } from './digest.mjs';
import { openSite } from './https-site.mjs';
import { randomText } from './random.mjs';

/** @type {import('./program.mjs').Program} */
export const reqwestRustls = {
  name: 'reqwest-rustls',
  argument: () => ['self-test', randomText()],
  check(stdout, [, text]) {
    assert.match(
      stdout,
      new RegExp(
        `^status: 200\ntls: TLSv1_3\nsha256: ${sha256(text)}\n` +
          'stranger: refused \\(invalid peer certificate: .+\\)\n$',
      ),
    );
  },
  refused: [
    [],
    ['self-test'],
    ['get', 'https://127.0.0.1/'],
    ['get', 'https://127.0.0.1/', '--ca', '/'],
  ],

  async meet({ run }) {
    const site = await openSite();
    const stranger = await openSite();
    try {
      const trusting = await run(['get', site.url, '--ca-env', 'CA'], { CA: site.certificate });
      assert.equal(trusting.stdout, site.report, trusting.stderr);
      assert.equal(trusting.status, 0);

      const wary = await run(['get', site.url, '--ca-env', 'CA'], { CA: stranger.certificate });
      assert.match(wary.stderr, /invalid peer certificate/);
      assert.equal(wary.stdout, '');
      assert.equal(wary.status, 1);
    } finally {
      await Promise.all([site.close(), stranger.close()]);
    }
  },
};
