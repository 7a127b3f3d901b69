/** An advisory in the form of RustSec: all versions before 0.2.23 are affected. */
export function rustSecAdvisory(id: string, crate: string, date: string, more = ''): string {
  return [
    '```toml',
    '[advisory]',
    `id = "${id}"`,
    `package = "${crate}"`,
    `date = "${date}"`,
    more,
    '[versions]',
    'patched = [">=0.2.23"]',
    '```',
    '',
    `# ${crate} is wrong`,
    '',
  ].join('\n');
}

/** A record of OSV for a source package of Debian, in which every version is affected. */
export function debianRecord(
  id: string,
  source: string,
  release: string,
  modified: string,
): string {
  return JSON.stringify({
    id,
    modified,
    details: `${source} is wrong`,
    affected: [
      {
        package: { ecosystem: `Debian:${release}`, name: source },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }],
      },
    ],
  });
}
