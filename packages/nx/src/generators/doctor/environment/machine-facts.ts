import type { DoctorReport } from '@statix/contract';

/** What was seen of the machine; the findings are made of it. */
export interface MachineFacts {
  readonly engine: NonNullable<DoctorReport['environment']>['engine'];
  /** Whose containers the engine runs: `linux`. */
  readonly engineSystem: string;
  /** Why no engine answers, as its StatixError says it. */
  readonly engineProblem:
    | {
        readonly what: string;
        readonly why: string;
        readonly remedies: { text: string; snippet?: string }[];
      }
    | undefined;
  readonly volumes: NonNullable<DoctorReport['environment']>['volumes'];
  readonly certificates: CertificateFacts;
  /** Proxy variables and their values. */
  readonly proxies: Readonly<Record<string, string>>;
  /** Variables of the shell that concern Cargo or native libraries. */
  readonly buildVariables: readonly string[];
  readonly hostArchitecture: string;
  readonly hostPlatform: NodeJS.Platform;
}

export interface CertificateFacts {
  /** The first variable that is set, and the file it names. */
  readonly variable: string | undefined;
  readonly path: string | undefined;
  readonly problem: 'unreadable' | 'no-certificates' | 'all-expired' | undefined;
  readonly count: number;
}
