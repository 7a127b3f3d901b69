// What the project graph needs of an image. The rest of this package, which speaks to engines, takes
// longer to load than the graph of a thousand crates to read.
export { identifyImage } from './definition/identify-image.js';
export {
  readImageDefinition,
  type ImageDefinition,
  type RecipeDefinition,
} from './definition/image-definition.js';
export { CHANNELS_FOLDER, lockNameOf } from './definition/find-lock-file.js';
export { parseChannel, type Channel } from './channel/channel.js';
export { chooseRust } from './channel/choose-rust.js';
export { readLockedRust, type LockedRust } from './channel/locked-rust.js';
export { lockedChannels } from './channel/locked-channels.js';
export { readRecipeToolchains } from './channel/recipe-toolchains.js';
export type { RecipeToolchains } from './channel/toolchains-schema.js';
export { channelUnavailable, noChannel } from './channel/unavailable.js';
export { parseDigestReference } from '@statix/contract/errors';
