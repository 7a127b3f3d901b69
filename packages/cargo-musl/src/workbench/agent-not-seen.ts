import { StatixError } from '@statix/contract';
import { isRefusal, type LentAgent } from '@statix/engine';

/** An engine in a virtual machine or a container may have its socket here, and other files. */
export function agentNotSeen(
  error: unknown,
  agent: LentAgent | undefined,
): StatixError | undefined {
  if (agent === undefined || !isRefusal(error, 400, 500)) return undefined;
  if (!error.reason.includes(agent.socket)) return undefined;
  return new StatixError({
    code: 'STATIX_SSH_AGENT_NOT_SEEN',
    what: `The container engine does not see the socket of your ssh agent, ${agent.socket}`,
    excerpt: [error.reason],
    why: 'STATIX_SSH_AGENT lends it to the container that fetches. The engine has other files than this machine: it runs in a virtual machine or a container.',
    remedies: [
      {
        text: 'Let this machine fetch instead, with its own cargo and git:',
        snippet: 'export STATIX_FETCH=host',
      },
    ],
    cause: error,
  });
}
