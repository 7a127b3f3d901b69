import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  auditReportSchema,
  canonicalJson,
  parseDocument,
  parseOptions,
  renderError,
  type AuditReport,
} from '@statix/contract';
import { debianRecord, rustSecAdvisory } from '../../testing/advisories.js';
import { TestWorkspace } from '../../testing/workspace.js';
import { performVerification } from '../verify/perform.js';
import { planVerification } from '../verify/plan.js';
import { verifySchema } from '../verify/schema.js';
import { performAudit } from './perform.js';
import { planAudit } from './plan.js';
import { auditSchema } from './schema.js';

let workspace: TestWorkspace;
let printed: string;

beforeEach(async () => {
  workspace = new TestWorkspace();
  printed = '';
  workspace.addBuilt('app');
  workspace.addContents('app');
  await verifyAll({ run: 'never' });
  addFile(
    'advisories/crates/time/RUSTSEC-2020-0071.md',
    rustSecAdvisory('RUSTSEC-2020-0071', 'time', '2020-11-18', 'aliases = ["CVE-2020-26235"]'),
  );
  addFile(
    'osv/DEBIAN-CVE-2023-45853.json',
    debianRecord('DEBIAN-CVE-2023-45853', 'zlib', '13', '2026-11-20T00:00:00Z'),
  );
});
afterEach(() => {
  workspace.remove();
});

function addFile(name: string, content: string): void {
  const path = join(workspace.root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

function verifyAll(raw: Record<string, unknown>) {
  const plan = planVerification(verifySchema.parse(raw), { root: workspace.root, project: 'app' });
  return performVerification(plan, {
    runProgram: () => Promise.reject(new Error('not to be run')),
    machineFacts: () => Promise.resolve({ host: {}, engine: null }),
    print: () => undefined,
    verbose: false,
    colour: false,
    signal: new AbortController().signal,
  });
}

interface Outcome {
  readonly error: unknown;
  readonly reports: readonly AuditReport[];
}

async function auditAll(raw: Record<string, unknown>): Promise<Outcome> {
  const options = parseOptions(auditSchema, raw, '@statix/verify:audit');
  const place = { root: workspace.root, project: 'app', today: '2026-11-30' };
  const reports: AuditReport[] = [];
  const error: unknown = await Promise.resolve()
    .then(() =>
      performAudit(planAudit(options, place), {
        print: (text) => (printed += text),
        signal: new AbortController().signal,
      }),
    )
    .then(
      (done) => void reports.push(...done),
      (reason: unknown) => reason,
    );
  return { error, reports };
}

const folder = (step: string) =>
  join(workspace.root, 'dist', step, 'app/x86_64-unknown-linux-musl/release');
const written = (place = folder('audit')) => {
  const path = join(place, 'app.audit.json');
  return parseDocument(readFileSync(path, 'utf8'), path, auditReportSchema);
};
const both = { rustsec: 'advisories', osv: 'osv' };

test('finds what is inside the program, writes it down and fails', async () => {
  const { error } = await auditAll(both);
  expect(error).toMatchObject({
    code: 'STATIX_AUDIT_FOUND',
    excerpt: ['app: RUSTSEC-2020-0071, DEBIAN-CVE-2023-45853'],
  });
  expect(written()).toMatchObject({
    binary: { name: 'app', sha256: workspace.sha256Of('app') },
    verdict: 'fail',
    databases: { rustsec: { newest: '2020-11-18' }, osv: { newest: '2026-11-20' } },
  });
  expect(printed).toContain('RustSec: 1 advisories, the newest of 2020-11-18');
  expect(printed.trimEnd().split('\n').at(-1)).toBe('FAIL app  advisories: 2 that count');
});

test('passes where nothing counts', async () => {
  const ignore = ['CVE-2020-26235', 'DEBIAN-CVE-2023-45853'].map((id) => ({
    id,
    reason: 'not called',
    until: '2027-01-01',
  }));
  const { error, reports } = await auditAll({ ...both, ignore });
  expect(error).toBeUndefined();
  expect(reports).toMatchObject([{ verdict: 'pass', findings: { length: 2 } }]);
});

test('an audit that fails leaves no earlier report that says it passed', async () => {
  await auditAll({ ...both, failOn: 'never' });
  expect(written().verdict).toBe('pass');
  await auditAll({ rustsec: 'nowhere' });
  expect(existsSync(join(folder('audit'), 'app.audit.json'))).toBe(false);
});

test('says how to get a database, and a bill of materials', async () => {
  const none = await auditAll({});
  expect(none.error).toMatchObject({ code: 'STATIX_AUDIT_NO_DATABASE' });
  expect(renderError(none.error)).toContain('--rustsec=');
  rmSync(join(folder('verify'), 'app.cdx.json'));
  const { error } = await auditAll(both);
  expect(error).toMatchObject({ code: 'STATIX_AUDIT_NO_BILL' });
  expect(renderError(error)).toContain('npx nx run app:verify-static');
});

test('attack: a bill that is about another program tells nothing of this one', async () => {
  const path = join(folder('verify'), 'app.cdx.json');
  const bill: { metadata: { component: { hashes: unknown[] } }; components: unknown[] } =
    JSON.parse(readFileSync(path, 'utf8'));
  bill.metadata.component.hashes = [{ alg: 'SHA-256', content: 'f'.repeat(64) }];
  bill.components = [];
  writeFileSync(path, canonicalJson(bill));
  expect((await auditAll(both)).error).toMatchObject({ code: 'STATIX_AUDIT_OTHER_PROGRAM' });
});

/** For every option: what shows that it is used. A new option without an entry fails. */
const EFFECTS: Record<keyof typeof auditSchema.shape, () => Promise<void>> = {
  async triple() {
    const { error } = await auditAll({ ...both, triple: 'other' });
    expect(error).toMatchObject({ what: expect.stringContaining('/other/release') });
  },
  async profile() {
    const { error } = await auditAll({ ...both, profile: 'dev' });
    expect(error).toMatchObject({ what: expect.stringContaining('musl/dev') });
  },
  async binaries() {
    workspace.addProgram('app', 'relocations', join(workspace.root, 'elsewhere'));
    const { error } = await auditAll({ ...both, binaries: 'elsewhere' });
    expect(error).toMatchObject({ code: 'STATIX_AUDIT_OTHER_PROGRAM' });
  },
  async evidence() {
    const { error } = await auditAll({ ...both, evidence: 'elsewhere' });
    expect(error).toMatchObject({ what: expect.stringContaining('elsewhere') });
  },
  async outputPath() {
    await auditAll({ ...both, outputPath: 'out' });
    expect(written(join(workspace.root, 'out')).verdict).toBe('fail');
  },
  async rustsec() {
    const { error } = await auditAll({ rustsec: 'advisories' });
    expect(error).toMatchObject({ excerpt: ['app: RUSTSEC-2020-0071'] });
  },
  async osv() {
    const { error } = await auditAll({ osv: 'osv' });
    expect(error).toMatchObject({ excerpt: ['app: DEBIAN-CVE-2023-45853'] });
  },
  async debianRelease() {
    expect((await auditAll({ osv: 'osv', debianRelease: '12' })).error).toBeUndefined();
    expect((await auditAll({ osv: 'osv', debianRelease: '13' })).error).toBeDefined();
  },
  async ignore() {
    const rule = { id: 'CVE-2020-26235', reason: 'not called', until: '2026-11-30' };
    expect((await auditAll({ rustsec: 'advisories', ignore: [rule] })).error).toBeUndefined();
    expect(written().findings[0]!.ignored).toEqual({ reason: 'not called', until: '2026-11-30' });
  },
  async failOn() {
    expect((await auditAll({ ...both, failOn: 'never' })).error).toBeUndefined();
  },
};

test.each(Object.keys(auditSchema.shape))('the option %s has its effect', async (option) => {
  await new Map(Object.entries(EFFECTS)).get(option)!();
});

test.each([
  [{ ignore: [{ id: 'A', reason: '', until: '2027-01-01' }] }],
  [{ ignore: [{ id: 'A', reason: 'b' }] }],
  [{ ignore: [{ id: 'A', reason: 'b', until: 'soon' }] }],
  [{ failOn: 'sometimes' }],
  [{ debianRelease: '../13' }],
])('refuses %j', (raw) => {
  expect(() => parseOptions(auditSchema, raw, 'audit')).toThrow(
    expect.objectContaining({ code: 'STATIX_OPTION_INVALID' }) as Error,
  );
});
