import type { Check, HttpProbe, RunExpectation } from '@statix/contract';
import { newCheck, quote } from '@statix/elf';
import { describeEnd, endOfOutput, noEnd, saysWhatIsExpected } from './describe-run.js';
import { parseHttpResponse } from './http-response.js';
import type { ProgramRun } from './program-run.js';

const SHOWN_BODY_LINES = 5;

/** What a run proves of a server: it gets ready, answers, and ends when it is told to. None for any other program. */
export function serverChecks(run: ProgramRun, expectation: RunExpectation): Check[] {
  return [
    ...becomesReady(run, expectation),
    ...answersProbe(run, expectation),
    ...endsWhenStopped(run, expectation),
  ];
}

function becomesReady(run: ProgramRun, { ready, timeoutSeconds }: RunExpectation): Check[] {
  const id = 'becomes-ready';
  if (ready === undefined) return [];
  const sign =
    'port' in ready
      ? `port ${ready.port} listens`
      : `standard output has ${quote(ready.stdout)} in it`;
  if (isReady(run)) return [newCheck(id, 'pass', `The program is ready: ${sign}`)];
  const summary = run.result.timedOut
    ? `Not ready after ${timeoutSeconds} s`
    : run.result.startError === undefined
      ? 'The program ended before it was ready'
      : 'The program could not be started';
  return [newCheck(id, 'fail', summary, [`it is ready when ${sign}`, ...endOfOutput(run)])];
}

function answersProbe(run: ProgramRun, { probe }: RunExpectation): Check[] {
  const id = 'answers-probe';
  if (probe === undefined) return [];
  const port = 'tcp' in probe ? probe.tcp : probe.http.port;
  const failed = (summary: string, evidence: readonly string[] = []) => [
    newCheck(id, 'fail', summary, [...evidence, ...endOfOutput(run)]),
  ];
  if (!isReady(run)) return failed('Not probed, because the program was never ready');
  const connection = run.server?.connection;
  if (connection === undefined) {
    return failed(`Port ${port} was not tried: the program ended before`, [describeEnd(run)]);
  }
  if (connection.error !== undefined) {
    return failed(`Port ${port} takes no connection over loopback`, [quote(connection.error)]);
  }
  if ('tcp' in probe) return [newCheck(id, 'pass', `Port ${port} takes a connection`)];
  const { summary, evidence, isAsExpected } = judgeAnswer(probe.http, connection);
  return isAsExpected ? [newCheck(id, 'pass', summary, evidence)] : failed(summary, evidence);
}

interface Judgement {
  readonly isAsExpected: boolean;
  readonly summary: string;
  readonly evidence: readonly string[];
}

function judgeAnswer(
  { port, path, expectedStatus, expectedBody }: HttpProbe,
  { answer, closed }: { readonly answer: Buffer; readonly closed: boolean },
): Judgement {
  const asked = `GET ${path} on port ${port}`;
  const no = (summary: string, evidence: readonly string[]): Judgement => ({
    isAsExpected: false,
    summary,
    evidence: [quote(asked), ...evidence],
  });
  if (answer.byteLength === 0) {
    return no(closed ? 'The connection was closed without an answer' : 'No answer came', []);
  }
  const response = parseHttpResponse(answer, closed);
  if ('problem' in response) {
    return no(`The answer is no response of HTTP/1: ${response.problem}`, shown(answer));
  }
  const { status, body, isWhole } = response;
  if (status !== expectedStatus) {
    return no(`The status is ${status}, not ${expectedStatus}`, shown(body));
  }
  if (expectedBody !== undefined && !saysWhatIsExpected(body, expectedBody)) {
    const pattern = `pattern ${quote(expectedBody)}`;
    const cut = isWhole ? [] : ['the body is not whole: it is longer than what is kept, or late'];
    return no('The body is not as expected', [pattern, ...cut, ...shown(body)]);
  }
  const evidence = [
    quote(asked),
    ...(expectedBody === undefined ? [] : [`pattern ${quote(expectedBody)}`]),
  ];
  return { isAsExpected: true, summary: `It answers with status ${status}`, evidence };
}

function shown(bytes: Buffer): string[] {
  const text = bytes.subarray(0, 2048).toString('utf8').trimEnd();
  if (text === '') return ['body: empty'];
  return text
    .split('\n')
    .slice(0, SHOWN_BODY_LINES)
    .map((line) => `body: ${quote(line)}`);
}

function endsWhenStopped(run: ProgramRun, { stop, timeoutSeconds }: RunExpectation): Check[] {
  const id = 'ends-when-stopped';
  if (stop === undefined) return [];
  const wasStopped = run.server?.phase === 'stopped';
  if (wasStopped && !run.result.timedOut) {
    return [newCheck(id, 'pass', `The program ended after ${stop}`, [describeEnd(run)])];
  }
  const summary = wasStopped
    ? `The program went on after ${stop} until its ${timeoutSeconds} s were over`
    : run.result.timedOut || run.result.startError !== undefined
      ? `${stop} was not sent: ${noEnd(run, timeoutSeconds)}`
      : `The program ended before ${stop} was sent`;
  return [newCheck(id, 'fail', summary, [...endOfOutput(run)])];
}

function isReady({ server }: ProgramRun): boolean {
  return server !== undefined && server.phase !== 'not-ready';
}
