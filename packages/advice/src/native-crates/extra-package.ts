import type { Remedy } from '@statix/contract';

/** Tools by the Debian package that has them, where it is called otherwise. */
const packageOfTool: Readonly<Record<string, string>> = {
  autoreconf: 'autoconf automake libtool',
  capnp: 'capnproto',
  flatc: 'flatbuffers-compiler',
  go: 'golang-go',
  protoc: 'protobuf-compiler',
};

/** How an image gets one more program of the build machine. */
export function extraPackage(tool: string): Remedy {
  return {
    text: 'Install it in the image, in statix-image.json; `npx nx run statix-image:image-lock` then brings its lock up to date:',
    snippet: `"arguments": { "EXTRA_PACKAGES": "${packageOfTool[tool] ?? tool}" }`,
  };
}
