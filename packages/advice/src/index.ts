export { diagnoseLog } from './diagnosis/diagnose-log.js';
export { type DiagnosisContext } from './diagnosis/undeclared-file.js';
export {
  diagnoseCrates,
  type DiagnosedFinding,
  type PackageDiagnosis,
} from './native-crates/diagnose-package.js';
export { compareReleases } from './native-crates/version-range.js';
export { applyFix, type ManifestFix } from './native-crates/manifest-fix.js';
export { type FeatureRequest } from './native-crates/active-features.js';
export {
  offerOfContract,
  offerOfRecipe,
  type ImageOffer,
  type RecipeTexts,
} from './native-crates/image-offer.js';
export { diagnoseSettings, type SettingsRequest } from './build-settings/diagnose-settings.js';
export { isBuildVariable } from './build-settings/environment-rules.js';
export { hiddenSources } from './build-settings/hidden-sources.js';
export { rustVersions } from './build-settings/rust-versions.js';
