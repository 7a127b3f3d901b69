import * as z from 'zod';

/** An archive: `name` as the linker is told it, without `lib` and `.a`. */
export const archiveSchema = z.strictObject({
  name: z.string().min(1),
  /** Null for one that pkg-config does not know. */
  pkgConfig: z.union([z.string(), z.literal(null)]),
  symbols: z.array(z.string()),
  /** Why none of its functions has a stack protector. */
  withoutStackProtector: z.string().optional(),
});

/** How a CMake project finds and links a library: `find_package(<find>)`, and what it has to define. */
export const cmakeSchema = z.strictObject({
  find: z.string(),
  link: z.array(z.string()),
  definitions: z.array(z.string()).optional(),
});

/** Of `library.json`, to explain what is wrong with one; `is-definition.ts` is written from it. */
export const librarySchema = z.strictObject({
  /** Debian's source package: upstream's archive and Debian's changes. */
  source: z.string().min(1),
  /** SPDX expression of what is used of it. */
  license: z.string().min(1),
  /** For the reader of this file: JSON has no comments. */
  description: z.string().optional(),
  /** Of the upstream archive, `@VERSION@` being upstream's version. */
  upstream: z.string().optional(),
  /** Only these folders of the source are unpacked. */
  folders: z.array(z.string()).optional(),
  /** Patches of Debian's that are not applied, because they are about its packages. */
  leaveOut: z.array(z.string()).optional(),
  /** The stage that the library is built on. `musl` is there earlier, `libcxx` can link programs. */
  from: z.union([z.literal('musl'), z.literal('libcxx')]).optional(),
  /** Libraries that have to be in the sysroot while this one is built. */
  needs: z.array(z.string()).optional(),
  /** Packages of the host that building it takes, on `libcxx`; they are not in the image. */
  buildPackages: z.array(z.string()).optional(),
  libraries: z.array(archiveSchema),
  /** Further names that pkg-config knows it by. */
  otherPkgConfig: z.array(z.string()).optional(),
  cmake: cmakeSchema.optional(),
});

/** `library.json` of a folder in `libraries/` of a recipe. */
export type LibraryFile = z.infer<typeof librarySchema>;
