import { StatixError } from '@statix/contract';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { imageContract } from '@statix/contract/testing/image-contract';
import { stubEngine } from '@statix/engine/testing/stub-engine';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { readImageContract } from './read-image-contract.js';

const newFolder = temporaryFolders();

describe('readImageContract', () => {
  test('reads it from the image once', async () => {
    const env = { STATIX_STATE_DIR: newFolder() };
    const readFileFromImage = jest.fn(async () => Buffer.from(JSON.stringify(imageContract)));
    const engine = stubEngine({ readFileFromImage });
    expect(await readImageContract(engine, 'sha256:1', { env })).toEqual(imageContract);
    expect(await readImageContract(engine, 'sha256:1', { env })).toEqual(imageContract);
    expect(readFileFromImage).toHaveBeenCalledTimes(1);
    await readImageContract(engine, 'sha256:2', { env });
    expect(readFileFromImage).toHaveBeenCalledTimes(2);
  });

  test('an image without one', async () => {
    const env = { STATIX_STATE_DIR: newFolder() };
    const missing = new StatixError({ code: 'STATIX_CONTAINER_FILE_MISSING', what: 'no' });
    const engine = stubEngine({ readFileFromImage: () => Promise.reject(missing) });
    const error = await statixErrorOf(readImageContract(engine, 'sha256:1', { env }));
    expect(error.code).toBe('STATIX_IMAGE_NO_CONTRACT');
  });

  test('a contract of another form is refused and not kept', async () => {
    const env = { STATIX_STATE_DIR: newFolder() };
    const content = Buffer.from(JSON.stringify({ ...imageContract, schemaVersion: 2 }));
    const readFileFromImage = jest.fn(async () => content);
    const engine = stubEngine({ readFileFromImage });
    for (let time = 1; time <= 2; time += 1) {
      const error = await statixErrorOf(readImageContract(engine, 'sha256:1', { env }));
      expect(error.code).toBe('STATIX_DOCUMENT_INVALID');
      expect(readFileFromImage).toHaveBeenCalledTimes(time);
    }
  });
});
