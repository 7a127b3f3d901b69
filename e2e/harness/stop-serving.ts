/** Jest's globalTeardown. */
export default async function stopServing(): Promise<void> {
  await globalThis.registryOfThisRun?.stop();
}
