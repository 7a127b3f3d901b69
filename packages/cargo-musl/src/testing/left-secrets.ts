import { connectEngine, stateDirectory } from '@statix/engine';
import { tokenForms } from '../credentials/token-forms.js';
import type { BuildWorkspace } from './build-workspace.js';
import { docker } from './running-fetch.js';
import { textBelow } from './text-below.js';

/** Places that a build writes to and that stay, with what they hold; of the volumes only what holds the secret. */
export async function placesLeft(
  workspace: BuildWorkspace,
  secret: string,
): Promise<Readonly<Record<string, string>>> {
  const volumes = await volumesOf(workspace);
  return {
    'the volumes': volumes.map((volume) => linesWith(secret, volume)).join(''),
    'the workspace with dist': textBelow(workspace.root),
    'the state folder': textBelow(stateDirectory()),
  };
}

/** In what forms a secret may be found: without its scheme, as base64, and what is behind the base64 of `Basic`. */
export function formsOf(secret: string): string[] {
  const [, ...forms] = tokenForms(secret);
  return [...(forms.length === 0 ? [secret] : forms), asBase64(secret)];
}

function asBase64(secret: string): string {
  return Buffer.from(secret).toString('base64').slice(0, 16);
}

export async function volumesOf(workspace: BuildWorkspace): Promise<string[]> {
  const engine = await connectEngine({});
  const volumes = await engine.listVolumes({ 'dev.statix.workspace': workspace.root });
  return volumes.map(({ name }) => name);
}

/** Lines in a volume that hold a secret in any form. */
export function linesWith(secret: string, volume: string): string {
  const image = docker('images', '--quiet', 'statix.local/statix').split('\n')[0] ?? '';
  const mount = `type=volume,source=${volume},target=/v,readonly`;
  const script = 'grep --recursive --text --fixed-strings -e "$0" /v || true';
  return formsOf(secret)
    .map((form) =>
      docker(
        ...['run', '--rm', '--network=none', '--mount', mount],
        ...[image, 'sh', '-c', script, form],
      ),
    )
    .join('');
}
