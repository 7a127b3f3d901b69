/** Label with the identity that an image was built for. */
export const IDENTITY_LABEL = 'dev.statix.identity';

/** What is in the image runs on x86-64, also where the engine is on an arm64 machine and emulates. */
export const IMAGE_PLATFORM = 'linux/amd64';
