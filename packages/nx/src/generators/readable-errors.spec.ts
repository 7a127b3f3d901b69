import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import registered from '../../generators.json';

/** An option that no generator has, so that each of them has something to complain of. */
const wrong = { skipFromat: true };

test.each(Object.entries(registered.generators))(
  '%s: the message is all that Nx prints, and holds the remedy',
  async (_, { factory }) => {
    const source = factory.replace('./dist/generators', '.').replace(/\.js$/, '');
    const { default: generator } = (await import(source)) as {
      default: (tree: Tree, options: unknown) => Promise<unknown>;
    };
    await expect(generator(createTreeWithEmptyWorkspace(), wrong)).rejects.toThrow(
      /STATIX_OPTION_UNKNOWN {2}.*skipFromat[^]*1\. /,
    );
  },
);
