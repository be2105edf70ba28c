import type { JobSettings } from '../../config/settings.js';
import { PropensityError } from '../../errors/propensity-error.js';
import type { ExportedScore } from '../../ports/score-exports.js';

/** What a format needs of the settings. */
export type FormatSettings = Pick<JobSettings, 'targetEvent' | 'activation' | 'analyticsIds'>;

/** Writes the lines of one file, which are joined by line feeds, from rows that come in batches. */
export interface FormatWriter {
  /** What stands before all rows. */
  head(): readonly string[];
  /** @throws PropensityError `payload_over_limit` for a row that the destination would not take */
  lines(batch: readonly ExportedScore[]): readonly string[];
  /** What is left once all rows were given. */
  tail(): readonly string[];
}

/** What a destination of Google takes: one file beside this one, and a line in `destination-formats.ts`. */
export interface DestinationFormat {
  /** As `--as` names it. */
  readonly name: string;
  /** The ending of its file, with the dot. */
  readonly extension: string;
  /** What is in it, in a few words. */
  readonly meaning: string;
  /** @throws PropensityError `bad_export` where the ids or the configuration do not allow it, with the reason */
  open(settings: FormatSettings): FormatWriter;
}

/** The error for a format that cannot be made. */
export function cannotExport(message: string, hint: string): PropensityError {
  return new PropensityError('bad_export', message, { kind: 'usage', hint });
}
