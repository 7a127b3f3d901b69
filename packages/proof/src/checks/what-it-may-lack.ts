import { quote } from '@statix/elf';
import type { ProgramRun } from './program-run.js';

interface Lack {
  /** What an empty root has not. */
  readonly what: string;
  /** The words of a program that asks for it. */
  readonly said: RegExp;
  /** How a run is given it. */
  readonly remedy: string;
}

/** Read-only, missing and forbidden, by the words of musl, glibc and Rust (`(os error 30)`). */
const NOT_THERE = String.raw`(?:os error (?:2|13|30)\b|No such file or directory|Read-only file system|Permission denied)`;

/** Of several that a line speaks of the first counts. */
const lacks: readonly Lack[] = [
  {
    what: 'a folder /tmp',
    said: new RegExp(
      `/tmp\\b.*${NOT_THERE}|${NOT_THERE}.*/tmp\\b|temp(?:orary)? (?:dir|file).*${NOT_THERE}`,
      'i',
    ),
    remedy: 'writablePaths = ["/tmp"]',
  },
  {
    what: 'certificates of authorities',
    said: /unable to get local issuer certificate|UnknownIssuer|no (?:native root )?(?:CA )?certificates? (?:were )?(?:found|loaded)|self.signed certificate in certificate chain|\/etc\/ssl\/|ca-certificates\.crt|certificate verify failed/i,
    remedy:
      'files = { "/etc/ssl/certs/ca-certificates.crt" = { file = "<path in the workspace>" } }, or certificates that are compiled in',
  },
  {
    what: 'a database of time zones',
    said: /\/zoneinfo\b|\/etc\/localtime|time ?zones? database|(?:unknown|failed to (?:find|load)|could not (?:find|load)).{0,40}time ?zone/i,
    remedy:
      'files = { "/usr/share/zoneinfo/<zone>" = { file = "<path in the workspace>" } }, or a database that is compiled in',
  },
  {
    what: 'users (/etc/passwd)',
    said: /\/etc\/passwd|\bgetpwuid\b|\bgetpwnam\b|no such user|(?:unknown|cannot find|could not find|no entry for) user(?:name)?\b/i,
    remedy: 'files = { "/etc/passwd" = "app:x:65534:65534::/:/none\\n" }',
  },
  {
    what: 'a home folder (HOME)',
    said: /\$HOME\b|\bHOME\b.{0,60}(?:not (?:set|found|present|defined)|unset|missing|NotPresent)|home (?:dir|folder).{0,60}(?:not|no |unknown|could not|cannot|unable)|(?:could not|cannot|failed to|unable to|no|not) .{0,40}home (?:dir|folder)/i,
    remedy: 'environment = { HOME = "/tmp" }, writablePaths = ["/tmp"]',
  },
  {
    what: 'name servers (/etc/resolv.conf) and a network, which a run never has',
    said: /resolv\.conf|failed to lookup address information|Temporary failure in name resolution|Name does not resolve|Name or service not known|Network (?:is )?unreachable|os error 101\b/i,
    remedy:
      'arguments and expectations that need no network; a server is probed over its own loopback (ready, probe)',
  },
  {
    what: 'a writable folder',
    said: /Read-only file system|os error 30\b/i,
    remedy: 'writablePaths, with that folder',
  },
  {
    what: 'a file or folder',
    said: /No such file or directory|os error 2\b|\bENOENT\b/i,
    remedy: 'files or writablePaths, with its path',
  },
];

/** Lines that are looked at, from the end of both outputs. */
const MOST_LINES = 200;
const MOST_LINE = 1000;

/**
 * What a run that failed may have lacked in its root, by what the program said and nothing else: a possibility, with
 * the line that it is taken from.
 */
export function whatItMayLack({ stdout, stderr, result }: ProgramRun): string[] {
  if (result.startError !== undefined) return [];
  const found = new Map<Lack, string>();
  for (const line of [...linesOf(stderr), ...linesOf(stdout)]) {
    const lack = lacks.find(({ said }) => said.test(line));
    if (lack !== undefined && !found.has(lack)) found.set(lack, line);
  }
  return [...found].map(
    ([{ what, remedy }, line]) =>
      `perhaps it lacks ${what}: it says ${quote(line.trim())}. If so: ${remedy}`,
  );
}

function linesOf(output: Buffer): string[] {
  const text = output.subarray(-64 * 1024).toString('utf8');
  return text
    .split('\n')
    .slice(-MOST_LINES)
    .map((line) => line.slice(0, MOST_LINE));
}
