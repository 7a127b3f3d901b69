import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const DEFINITION = 'images/statix-image.json';
export const IDENTITY = 'dist/image/image.json';

/** Options that every executor of the image is given. */
export const imageFiles = { definition: DEFINITION, identity: IDENTITY };

/** A workspace whose image is made of two stages that only copy, so that any engine can build it. */
export class CopyRecipe {
  constructor(readonly root: string) {
    this.write(DEFINITION, JSON.stringify({ recipe: './recipe', base: 'scratch' }));
    this.write(
      'images/recipe/recipe.json',
      JSON.stringify({ name: 'copied', version: '1.0.0', arguments: {} }),
    );
    this.write(
      'images/recipe/Dockerfile',
      [
        'FROM scratch AS large',
        'COPY large /large',
        'FROM scratch AS small',
        'COPY small /small',
        'FROM scratch AS final',
        'COPY --from=large /large /large',
        'COPY --from=small /small /small',
        '',
      ].join('\n'),
    );
    this.write('images/recipe/large', randomBytes(3_000_000));
    this.write('images/recipe/small', randomBytes(1_000));
  }

  write(path: string, content: string | Buffer): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** Another identity, with one stage as it was. */
  changeSmall(): void {
    this.write('images/recipe/small', randomBytes(1_000));
  }
}
