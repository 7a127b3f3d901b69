import { connectEngine } from '@statix/engine';
import { executor, requireSameSteps } from '@statix/task';
import { packagedImage } from '../packaged-image.js';
import { performLoad } from './perform.js';
import { loadSchema } from './schema.js';

/** Loads the OCI image of a project's package into the container engine. */
export default executor({
  name: '@statix/package:load',
  schema: loadSchema,
  async work(options, { workspaceRoot, projectName, context, signal, report, dotenvFolders }) {
    requireSameSteps(options, context);
    const { triple, profile, packages } = options;
    const place = { workspaceRoot, project: projectName, triple, profile, packages };
    const image = await packagedImage(place);
    const engine = await connectEngine({ signal, dotenvFolders });
    const { reference, id } = await performLoad(image, options, engine, signal);
    report(`Loaded ${reference}, profile ${profile}, ${triple}`);
    report(`  image ${id}, manifest of the layout ${image.container.digest}`);
  },
});
