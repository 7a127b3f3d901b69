/**
 * For each test of a file: the environment of a task on a machine that sets nothing, with a Cargo home of its own.
 * What the tests set is gone afterwards.
 *
 * @param newFolder gives an empty folder that is removed later
 */
export function withTaskEnvironment(newFolder: () => string): void {
  const environment = { ...process.env };
  beforeEach(() => {
    for (const name of Object.keys(process.env))
      if (/^(?:NX_|STATIX_|CARGO_|CI$|.*_proxy$|SSL_CERT)/i.test(name))
        Reflect.deleteProperty(process.env, name);
    process.env['NX_DAEMON'] = 'false';
    process.env['CARGO_HOME'] = newFolder();
    process.env['STATIX_STATE_DIR'] = newFolder();
  });
  afterEach(() => {
    process.env = { ...environment };
  });
}
