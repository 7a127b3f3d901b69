import { parseOptions } from '@statix/contract';
import * as z from 'zod';
import { executorSchemas } from '../../index.js';
import { verifySchema } from './schema.js';

const parse = (raw: unknown) => parseOptions(verifySchema, raw, '@statix/verify:verify');

describe('verifySchema', () => {
  it('has a default for everything that a bare target needs', () => {
    expect(parse({})).toEqual({
      triple: 'x86_64-unknown-linux-musl',
      profile: 'release',
      expectedLinkage: 'static-pie',
      cpuLevel: 'x86-64',
      run: 'required',
      args: [],
      environment: {},
      files: {},
      root: 'scratch',
      runs: [],
      timeoutSeconds: 30,
      memoryMegabytes: 128,
      pids: 64,
      writablePaths: [],
      policy: 'baseline',
      overrides: {},
      perBinary: {},
      paths: [],
      annotations: 'never',
    });
  });

  it('describes every option, in JSON Schema as well', () => {
    const { properties = {} } = z.toJSONSchema(executorSchemas.verify, { io: 'input' });
    expect(Object.keys(properties)).toEqual(Object.keys(verifySchema.shape));
    for (const property of Object.values(properties)) {
      expect(property).toMatchObject({ description: expect.stringMatching(/\w/) as string });
    }
  });

  it.each([
    [{ expectedLinkages: 'static' }, 'STATIX_OPTION_UNKNOWN'],
    [{ expectedLinkage: 'dynamic' }, 'STATIX_OPTION_INVALID'],
    [{ run: 'if-available' }, 'STATIX_OPTION_INVALID'],
    [{ expectedStdout: '(' }, 'STATIX_OPTION_INVALID'],
    [{ expectedExitCode: 256 }, 'STATIX_OPTION_INVALID'],
    [{ timeoutSeconds: 0 }, 'STATIX_OPTION_INVALID'],
    [{ profile: '../../x' }, 'STATIX_OPTION_INVALID'],
    [{ profile: '..' }, 'STATIX_OPTION_INVALID'],
    [{ writablePaths: ['/'] }, 'STATIX_OPTION_INVALID'],
    [{ writablePaths: ['/tmp:exec'] }, 'STATIX_OPTION_INVALID'],
    [{ writablePaths: ['tmp'] }, 'STATIX_OPTION_INVALID'],
    [{ environment: { 'A=B': '' } }, 'STATIX_OPTION_INVALID'],
    [{ policy: 'lax' }, 'STATIX_OPTION_INVALID'],
    [{ overrides: { 'no-such-check': { status: 'warn', reason: 'x' } } }, 'STATIX_OPTION_INVALID'],
    [{ overrides: { linkage: { status: 'pass', reason: 'x' } } }, 'STATIX_OPTION_INVALID'],
    [{ overrides: { linkage: { status: 'warn' } } }, 'STATIX_OPTION_INVALID'],
    [{ overrides: { linkage: { status: 'warn', reason: ' ' } } }, 'STATIX_OPTION_INVALID'],
    [{ perBinary: { app: { pids: 1 } } }, 'STATIX_OPTION_INVALID'],
    [{ perBinary: { app: { expectedStdout: '[' } } }, 'STATIX_OPTION_INVALID'],
  ])('refuses %j', (raw, code) => {
    expect(() => parse(raw)).toThrow(expect.objectContaining({ code }) as Error);
  });
});
