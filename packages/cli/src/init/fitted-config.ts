import { PropensityError } from '@propensity/core';
import type { PropensityConfigInput } from '@propensity/core/config';
import { type DoctorReport, doctor, type ProposedLines } from '@propensity/core/jobs';
import type { Progress } from '@propensity/core/ports';
import type { Io } from '../io.js';
import { withScratchStack } from './scratch-stack.js';

export interface FittedConfig {
  readonly config: PropensityConfigInput;
  /** What doctor says of the configuration as it is going to be written; null where it cannot say anything. */
  readonly report: DoctorReport | null;
}

/**
 * A configuration under which doctor passes with the days there are, where any does. Windows that fit by themselves are left out, so that
 * they grow with the export; what has to be changed for doctor to pass is written, but no missing days are allowed: whether they
 * are lost for good only their owner knows.
 * @throws PropensityError whatever makes the export unreadable
 */
export async function fittedConfig(
  io: Io,
  {
    file,
    config,
    progress,
  }: { readonly file: string; readonly config: PropensityConfigInput; readonly progress: Progress },
): Promise<FittedConfig> {
  const look = (config: PropensityConfigInput) =>
    withScratchStack(io, { file, config, progress }, ({ ports, settings }) => doctor(ports, settings)).catch(
      (error: unknown) => {
        // Such as an export of a day alone: the configuration is right, and there is nothing to size it by.
        if (PropensityError.is(error) && error.kind === 'refused') return null;
        throw error;
      },
    );
  const report = await look(config);
  const { proposal } = report ?? {};
  if (proposal == null) return { config, report };
  const { source, ...lines } = proposal.configuration;
  const { allowMissingDays: _, ...rest } = source ?? {};
  const fitted = withLines(config, { ...lines, ...(Object.keys(rest).length === 0 ? {} : { source: rest }) });
  return { config: fitted, report: await look(fitted) };
}

function withLines(
  config: PropensityConfigInput,
  { training, source, ...lines }: ProposedLines,
): PropensityConfigInput {
  return {
    ...config,
    ...lines,
    ...(source === undefined ? {} : { source: { ...config.source, ...source } }),
    ...(training === undefined ? {} : { training: { ...config.training, ...training } }),
  } as PropensityConfigInput;
}
