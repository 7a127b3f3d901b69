import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { machineFault } from './machine-fault.js';
import { renderError } from './render-error.js';
import { StatixError } from './statix-error.js';
import { temporaryFolders } from './testing/temporary-folder.js';

const newFolder = temporaryFolders();

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

function systemError(code: string, path?: string): Error {
  return Object.assign(new Error(`${code}: words of the system`), { code, path, syscall: 'open' });
}

test('fault: a file where a folder is needed is named, and not what should have been in it', () => {
  const file = join(newFolder(), 'dist');
  writeFileSync(file, '');
  for (const below of ['static', 'static/app/x']) {
    const error = thrownBy(() => mkdirSync(join(file, below), { recursive: true }));
    expect(machineFault(error)).toMatchObject({
      code: 'STATIX_MACHINE_NOT_A_FOLDER',
      what: `There is a file where a folder is needed: ${file}`,
      remedies: [{ snippet: `mv ${file} ${file}.away` }],
    });
  }
});

test('fault: a folder where a file is needed', () => {
  const folder = newFolder();
  const error = thrownBy(() => {
    writeFileSync(folder, '');
  });
  expect(machineFault(error)?.code).toBe('STATIX_MACHINE_NOT_A_FILE');
});

test.each([
  ['ENOSPC', 'STATIX_DISK_FULL'],
  ['EDQUOT', 'STATIX_DISK_FULL'],
  ['EACCES', 'STATIX_MACHINE_NO_ACCESS'],
  ['EPERM', 'STATIX_MACHINE_NO_ACCESS'],
  ['EROFS', 'STATIX_MACHINE_READ_ONLY'],
  ['EMFILE', 'STATIX_MACHINE_TOO_MANY_FILES'],
  ['EIO', 'STATIX_MACHINE_DISK_FAULT'],
])('fault: %s is a fault of the machine and never called a defect of Statix', (code, expected) => {
  const error = new Error('could not', { cause: systemError(code, '/some/where') });
  expect(machineFault(error)).toMatchObject({ code: expected });
  const text = renderError(error);
  expect(text).toContain(expected);
  expect(text).toContain('/some/where');
  expect(text).not.toContain('defect');
});

test('what is no fault of the machine', async () => {
  expect(machineFault(new TypeError('x is undefined'))).toBeUndefined();
  expect(machineFault(undefined)).toBeUndefined();
  expect(machineFault(thrownBy(() => readFileSync('/gone/away')))).toBeUndefined();
  const refused = await new Promise((resolve) => {
    connect({ host: '127.0.0.1', port: 1 }).on('error', resolve);
  });
  expect(machineFault(refused)).toBeUndefined();
});

test('a StatixError stays what it is, whatever caused it', () => {
  const error = new StatixError({
    code: 'STATIX_EXAMPLE',
    what: 'x',
    cause: systemError('EROFS', '/x'),
  });
  expect(machineFault(error)).toBe(error);
});
