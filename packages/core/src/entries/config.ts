export type { ActivationConfig } from '../config/activation-schema.js';
export { closestName } from '../config/closest-name.js';
export {
  type AddedFeature,
  DEFAULT_LOCK_WAIT_SECONDS,
  DEFAULT_MEMORY_LIMIT_MB,
  DEFAULT_WINDOWS,
  type FeatureOptions,
  type GcpConfig,
  type GcpServing,
  type PropensityConfig,
  type PropensityConfigInput,
} from '../config/config-schema.js';
export type { HoldoutConfig } from '../config/holdout-schema.js';
export type { JobOutcome, NoticesConfig } from '../config/notices-schema.js';
export { configJsonSchema, defineConfig, parseConfig } from '../config/parse-config.js';
export type { AdaptiveWindows, DecisiveConfig, JobSettings, TrainingSettings } from '../config/settings.js';
export { settingsOf, withWindows } from '../config/settings-of.js';
export { ga4RowConditions } from '../config/sources/ga4-rows.js';
export type { Ga4UserId } from '../config/sources/ga4-user-id.js';
export { type SourceConfig, sourceTypeOf } from '../config/sources/source-schema.js';
export { datasetOfTable } from '../config/sources/table-source.js';
export type { UaUserId } from '../config/sources/ua-user-id.js';
export { workDatasetOf } from '../config/work-dataset.js';
