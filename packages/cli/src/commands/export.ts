import { basename, extname, resolve } from 'node:path';
import { PropensityError } from '@propensity/core';
import { DESTINATION_FORMATS, exportScores, type WrittenFile } from '@propensity/core/activation';
import type { JobSettings } from '@propensity/core/config';
import type { ExportChoice, StagedExport } from '@propensity/core/ports';
import type { GlobalOptions } from '../global-options.js';
import type { Io } from '../io.js';
import { type Outcome, outcome } from '../outcome.js';
import { renderExport } from '../render/render-export.js';
import type { ExportResult } from '../results.js';
import { scoreFileFormat } from '../scores/score-file-format.js';
import { writeDestinationFile } from '../scores/write-destination-file.js';
import { writeScoreFile } from '../scores/write-score-file.js';
import { withStack } from '../with-stack.js';

export type ExportOptions = GlobalOptions & {
  readonly out: string;
  readonly to: string;
  /** A name of `DESTINATION_FORMATS`; scores by the ending of the file's name when left out. */
  readonly as?: string;
  readonly consented?: boolean;
  readonly all?: boolean;
  readonly top?: number;
  readonly decile?: number;
  readonly selected?: boolean;
};

/**
 * Writes current scores into a file: what has changed since the last export to the same destination, or those that are asked for.
 * @throws PropensityError `usage` for more than one choice, `bad_export`, `export_not_written`, and those of `exportScores`
 */
export async function exportCommand(io: Io, options: ExportOptions): Promise<Outcome> {
  const choice = choiceOf(options);
  const file = resolve(io.cwd, options.out);
  const openFormat = formatOf(file, options);
  return withStack(io, options, async ({ ports, settings }) => {
    const { format, forAds, write } = openFormat(settings);
    const result = await exportScores(ports, settings, {
      choice,
      destination: options.to,
      fileName: basename(file),
      format,
      forAds,
      write,
    });
    const json: ExportResult = { ...result, file };
    return outcome(json, (screen) => renderExport(json, screen));
  });
}

interface OpenedFormat {
  readonly format: string;
  /** Whether only users who have consented to ads are in it. */
  readonly forAds: boolean;
  readonly write: (rows: Pick<StagedExport, 'read'>) => Promise<WrittenFile>;
}

/** What the file is to be. @throws PropensityError `bad_export` */
function formatOf(
  file: string,
  { as, consented = false }: Pick<ExportOptions, 'as' | 'consented'>,
): (settings: JobSettings) => OpenedFormat {
  if (as === undefined) {
    const format = scoreFileFormat(file);
    const write = (rows: Pick<StagedExport, 'read'>) => writeScoreFile(file, format, rows);
    return () => ({ format: format.name, forAds: consented, write });
  }
  const format = DESTINATION_FORMATS.find(({ name }) => name === as)!;
  if (extname(file).toLowerCase() !== format.extension) {
    throw new PropensityError('bad_export', `${as} is ${format.meaning}; the name ${file} says something else.`, {
      kind: 'usage',
      hint: `End it in ${format.extension}.`,
    });
  }
  return (settings) => {
    const writer = format.open(settings);
    return { format: as, forAds: true, write: (rows) => writeDestinationFile(file, writer, rows) };
  };
}

function choiceOf({ all, top, decile, selected }: ExportOptions): ExportChoice {
  const given: readonly ExportChoice[] = [
    ...(all === true ? [{ kind: 'all' } as const] : []),
    ...(top === undefined ? [] : [{ kind: 'top', n: top } as const]),
    ...(decile === undefined ? [] : [{ kind: 'decile', n: decile } as const]),
    ...(selected === true ? [{ kind: 'selected' } as const] : []),
  ];
  const [choice = { kind: 'changes' } as const, ...more] = given;
  if (more.length === 0) return choice;
  throw new PropensityError('usage', 'Of --all, --top, --decile and --selected, one can be asked for at a time.', {
    kind: 'usage',
    hint: 'Every row says its decile and whether the user is selected: export more, and filter the file.',
  });
}
