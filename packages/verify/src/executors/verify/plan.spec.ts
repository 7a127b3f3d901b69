import { planVerification } from './plan.js';
import { verifySchema } from './schema.js';

const plan = (raw: unknown, project: string) =>
  planVerification(verifySchema.parse(raw), { root: '/ws', project });

describe('planVerification', () => {
  it('keeps / and @ of a project name as folders', () => {
    expect(plan({ profile: 'dev' }, '@acme/tools/cli')).toMatchObject({
      binaries: '/ws/dist/static/@acme/tools/cli/x86_64-unknown-linux-musl/dev',
      outputPath: '/ws/dist/verify/@acme/tools/cli/x86_64-unknown-linux-musl/dev',
      environmentPath: '/ws/dist/verify-environment/@acme/tools/cli/x86_64-unknown-linux-musl/dev',
    });
  });

  it('takes absolute folders as they are', () => {
    expect(plan({ binaries: '/opt/bin', outputPath: 'out' }, 'app')).toMatchObject({
      binaries: '/opt/bin',
      outputPath: '/ws/out',
    });
  });
});
