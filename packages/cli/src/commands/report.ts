import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { PropensityError } from '@propensity/core';
import { report } from '@propensity/core/report';
import type { GlobalOptions } from '../global-options.js';
import type { Io } from '../io.js';
import { openFile } from '../open-file.js';
import { type Outcome, outcome } from '../outcome.js';
import { renderReport } from '../render/render-report.js';
import type { ReportResult } from '../results.js';
import { tellWarning } from '../tell.js';
import { withStack } from '../with-stack.js';

export type ReportOptions = GlobalOptions & { readonly out: string; readonly open?: boolean };

/**
 * Writes the report of the configuration's target.
 * @throws PropensityError `no_model`, `report_not_written`; no file is written or changed then
 */
export function reportCommand(io: Io, options: ReportOptions): Promise<Outcome> {
  return withStack(io, options, async ({ ports, settings }) => {
    const data = await report(ports, settings);
    ports.progress.step('Drawing the report');
    // Charts are needed by no other command.
    const { reportPage } = await import('../report/report-page.js');
    const file = resolve(io.cwd, options.out);
    await written(file, await reportPage(data));
    if (options.open === true && !(await openFile(file))) tellWarning(io, `Nothing here opens ${file}.`);
    const json: ReportResult = { ...data, file };
    return outcome(json, (screen) => renderReport(json, screen));
  });
}

/** Writes a file as a whole or not at all. */
async function written(file: string, text: string): Promise<void> {
  const partial = `${file}.${process.pid}.partial`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(partial, text);
    await rename(partial, file);
  } catch (cause) {
    await rm(partial, { force: true });
    throw new PropensityError('report_not_written', `The report cannot be written to ${file}.`, {
      hint: 'Name another file with --out, in a folder that you may write to.',
      cause,
    });
  }
}
