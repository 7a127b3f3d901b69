import assert from 'node:assert/strict';
import { createAuthority } from './certificate.mjs';
import { openSite } from './https-site.mjs';

const NAME = 'site.statix.test';

/**
 * A site whose certificate for a name an authority has signed that no system knows, and one of the same
 * authority that has another name.
 */
export async function openSites() {
  const authority = createAuthority();
  const site = await openSite(authority.issue([NAME]));
  const impostor = await openSite(authority.issue(['elsewhere.statix.test']));
  return {
    authority: authority.certificate,
    site,
    impostor,
    close: async () => {
      await Promise.all([site.close(), impostor.close()]);
    },
  };
}

/**
 * Throws unless a program gets the site's page where the system trusts its authority, and nothing
 * where it does not, trusts another, or the certificate is for another name.
 * @param {import('./program.mjs').Place} place
 * @param {Awaited<ReturnType<typeof openSites>>} sites
 * @param {RegExp} refusal what it says of a certificate that it does not trust
 */
export async function checkTrust({ run, runTrusting }, { authority, site, impostor }, refusal) {
  const get = ({ port }) => ['get', `https://${NAME}:${port}/`, `127.0.0.1:${port}`];

  const trusted = await runTrusting(authority, get(site));
  assert.equal(trusted.stdout, site.answer, trusted.stderr);
  assert.equal(trusted.status, 0);

  for (const refused of [
    await run(get(site)),
    await runTrusting(createAuthority().certificate, get(site)),
    await runTrusting(authority, get(impostor)),
  ]) {
    assert.match(refused.stderr, refusal);
    assert.equal(refused.stdout, '');
    assert.equal(refused.status, 1);
  }
}
