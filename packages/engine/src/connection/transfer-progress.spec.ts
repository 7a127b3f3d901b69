import { TransferProgress } from './transfer-progress.js';

test('layers add up; unpacking does not count again', () => {
  const progress = new TransferProgress();
  const layer = (id: string, status: string, current?: number, total?: number) =>
    progress.accept({ id, status, progressDetail: { current, total } });
  layer('a', 'Downloading', 10, 100);
  expect(layer('b', 'Downloading', 5, 50)).toEqual({ doneBytes: 15, totalBytes: 150 });
  expect(layer('a', 'Download complete')).toEqual({ doneBytes: 105, totalBytes: 150 });
  expect(layer('a', 'Extracting', 70, 100)).toEqual({ doneBytes: 105, totalBytes: 150 });
});

test('a layer that turns out longer than was said', () => {
  const progress = new TransferProgress();
  const line = { id: 'a', status: 'Pushing', progressDetail: { current: 12, total: 10 } };
  expect(progress.accept(line)).toEqual({ doneBytes: 12, totalBytes: 12 });
});
