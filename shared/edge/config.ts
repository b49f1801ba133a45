/**
 * The door to the configuration: nobody outside `config*` imports its parts, and zod and yaml stay behind it.
 */

export { describeConfig } from './config-describe.ts'
export { loadConfig, type ReadOptions, readConfigFile } from './config-load.ts'
export { formatProblem, nearestName, type Problem } from './config-problem.ts'
export { policyVersion, tellingPlan } from './config-resolve.ts'
export { configSchema } from './config-schema.ts'
export { type MissingSecret, revealed, Secret } from './config-secret.ts'
export { startingConfig } from './config-starting.ts'
export type {
  Config,
  ConfiguredPerson,
  Connector,
  KafkaLogin,
  LoadOptions,
  LoadResult,
  LogConfig,
  OptionsValidator,
  StoreConfig,
} from './config-types.ts'
export { type WatchOptions, watchConfig } from './config-watch.ts'
export type { Place } from './config-yaml.ts'
