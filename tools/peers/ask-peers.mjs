import { execa } from 'execa';

/** What is asked of each tool, and how: none of them starts the file on this machine. */
const LIMIT = { reject: false, timeout: 20_000, killSignal: 'SIGKILL', stdin: 'ignore' };

/** @returns {Promise<string>} `static-pie linked`, or what else it says of how the file is linked */
export async function askFile(path) {
  const { stdout } = await execa('file', ['--brief', path], LIMIT);
  const said = /static-pie linked|statically linked|dynamically linked/.exec(stdout)?.[0];
  const isLibrary = / shared object,/.test(stdout);
  return `${isLibrary ? 'shared object, ' : ''}${said ?? 'no word of it'}`;
}

/** In a container: ldd gives files to the loader, and older ones start them. */
export async function askLdd(container, path) {
  const { all = '', exitCode } = await execa(
    'docker',
    ['exec', container, 'timeout', '10', 'ldd', path],
    { ...LIMIT, all: true },
  );
  if (/statically linked/.test(all)) return 'statically linked';
  if (/not a dynamic executable/.test(all)) return 'not a dynamic executable';
  return exitCode === 0 ? 'a list of libraries' : `exit code ${exitCode}`;
}

/** @returns {Promise<{ relro: string, canary: string, stack: string, pie: string }>} */
export async function askChecksec(path) {
  const { stdout } = await execa('checksec', [`--file=${path}`, '--format=csv'], LIMIT);
  const [relro = '', canary = '', stack = '', pie = ''] = (stdout.split('\n')[0] ?? '').split(',');
  return { relro: relro || 'nothing', canary, stack: stack || 'nothing', pie: pie || 'nothing' };
}

/** @returns {Promise<{ relro: string, stackProtected: string, pie: string }>} */
export async function askHardeningCheck(path) {
  const { stdout } = await execa('hardening-check', ['--nocolor', path], LIMIT);
  const line = (name) => new RegExp(`^ ${name}: (.*)$`, 'm').exec(stdout)?.[1] ?? 'nothing';
  return {
    pie: line('Position Independent Executable'),
    relro: line('Read-only relocations'),
    stackProtected: line('Stack protected'),
  };
}
