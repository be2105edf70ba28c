import { basename, resolve } from 'node:path';
import { PropensityError } from '@propensity/core';
import { exportScores } from '@propensity/core/activation';
import type { ExportChoice } from '@propensity/core/ports';
import type { GlobalOptions } from '../global-options.js';
import type { Io } from '../io.js';
import { type Outcome, outcome } from '../outcome.js';
import { renderExport } from '../render/render-export.js';
import type { ExportResult } from '../results.js';
import { scoreFileFormat } from '../scores/score-file-format.js';
import { writeScoreFile } from '../scores/write-score-file.js';
import { withStack } from '../with-stack.js';

export type ExportOptions = GlobalOptions & {
  readonly out: string;
  readonly to: string;
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
  const format = scoreFileFormat(file);
  return withStack(io, options, async ({ ports, settings }) => {
    const result = await exportScores(ports, settings, {
      choice,
      destination: options.to,
      fileName: basename(file),
      write: (rows) => writeScoreFile(file, format, rows),
    });
    const json: ExportResult = { ...result, file };
    return outcome(json, (screen) => renderExport(json, screen));
  });
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
