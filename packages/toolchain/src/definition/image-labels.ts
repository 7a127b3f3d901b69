/** Label with the identity that an image was built for. */
export const IDENTITY_LABEL = 'dev.statix.identity';

/**
 * File with the same identity, for who runs inside of the image and cannot see its labels. It is put there by
 * the build and is no part of the recipe, which the identity is a hash of.
 */
export const IDENTITY_PATH = '/opt/statix/identity';

/** What is in the image runs on x86-64, also where the engine is on an arm64 machine and emulates. */
export const IMAGE_PLATFORM = 'linux/amd64';
