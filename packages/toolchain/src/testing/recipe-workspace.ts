import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface RecipeWorkspace {
  readonly root: string;
  readonly recipeRoot: string;
  readonly write: (path: string, content: string | object, mode?: number) => void;
}

export const DEFINITION = 'images/statix-image.json';

/** A workspace with an image definition and a recipe beside it. */
export function recipeWorkspace(root: string): RecipeWorkspace {
  const write = (path: string, content: string | object, mode = 0o644): void => {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    chmodSync(file, mode);
  };
  write(DEFINITION, { recipe: './recipe', base: 'debian:trixie' });
  write('images/recipe/Dockerfile', 'ARG BASE\nFROM ${BASE}\n');
  write('images/recipe/steps/build.sh', 'echo build\n', 0o755);
  write('images/recipe/site/.keep', '');
  write('images/recipe/recipe.json', {
    name: 'demo',
    version: '1.2.3',
    arguments: {
      LLVM_VERSION: { default: '22', description: 'which LLVM' },
      EXTRA: { default: '', description: 'more' },
    },
  });
  return { root, recipeRoot: join(root, 'images/recipe'), write };
}
