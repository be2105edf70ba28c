import {
  type JobSettings,
  type Ports,
  type Progress,
  type PropensityConfig,
  PropensityError,
  settingsOf,
} from '@propensity/core';

export interface GcpStackOptions {
  readonly progress: Progress;
  readonly clock: () => number;
  readonly codeVersion: string;
}

export interface GcpStack {
  readonly ports: Ports;
  readonly settings: JobSettings;
  close(): Promise<void>;
}

/** The stack on Google Cloud: BigQuery and Cloud Storage. Its adapters land in the next commits. */
export function openGcpStack(config: PropensityConfig, options: GcpStackOptions): GcpStack {
  settingsOf(config, options.codeVersion);
  throw new PropensityError('not_built', 'The stack "gcp" is being built.');
}
