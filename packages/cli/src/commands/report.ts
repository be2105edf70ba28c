import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { PropensityError } from '@propensity/core';
import type { Ports, ReportStore } from '@propensity/core/ports';
import { report } from '@propensity/core/report';
import type { PublishReport } from '@propensity/functions';
import type { GlobalOptions } from '../global-options.js';
import type { Io } from '../io.js';
import { openFile } from '../open-file.js';
import { type Outcome, outcome } from '../outcome.js';
import { renderReport } from '../render/render-report.js';
import { publishReport } from '../report/publish-report.js';
import type { ReportResult } from '../results.js';
import { tellWarning } from '../tell.js';
import { withStack } from '../with-stack.js';

export type ReportOptions = GlobalOptions & {
  readonly out: string;
  readonly card?: string;
  readonly upload?: boolean;
  readonly open?: boolean;
};

/**
 * Writes the report of the configuration's target, and with `--card` its model card: both or none.
 * @throws PropensityError `no_model`, `report_not_written`; no file is written or changed then
 */
export function reportCommand(io: Io, options: ReportOptions): Promise<Outcome> {
  return withStack(io, options, async ({ ports, settings }) => {
    const store = options.upload === true ? reportStoreOf(ports) : undefined;
    const data = await report(ports, settings);
    ports.progress.step('Drawing the report');
    // Charts are needed by no other command.
    const { reportPage } = await import('../report/report-page.js');
    const file = resolve(io.cwd, options.out);
    const card = options.card === undefined ? undefined : resolve(io.cwd, options.card);
    if (card === file) {
      throw new PropensityError('usage', 'The report and the model card cannot be one file.', {
        kind: 'usage',
        hint: 'Name another file with --card.',
      });
    }
    const page = await reportPage(data);
    const texts = new Map([[file, page]]);
    if (card !== undefined) texts.set(card, (await import('../report/card/model-card.js')).modelCard(data));
    await written(texts);
    const uploaded = store && (await publishReport(store, data, page));
    if (options.open === true && !(await openFile(file))) tellWarning(io, `Nothing here opens ${file}.`);
    const json: ReportResult = { ...data, file, ...(card !== undefined && { card }), ...(uploaded && { uploaded }) };
    return outcome(json, (screen) => renderReport(json, screen));
  });
}

/**
 * Writes the report after predictions, on stacks that keep reports.
 * @throws what `report` throws, and errors of the store
 */
export const reportAfterPredictions: PublishReport = async (ports, settings) => {
  const store = reportStoreOf(ports);
  const data = await report(ports, settings);
  const { reportPage } = await import('../report/report-page.js');
  return publishReport(store, data, await reportPage(data));
};

/** @throws PropensityError `usage` on a stack that keeps none */
export function reportStoreOf({ reports }: Pick<Ports, 'reports'>): ReportStore {
  if (reports !== undefined) return reports;
  throw new PropensityError('usage', 'Reports are put into the bucket of the stack "gcp"; this one has none.', {
    kind: 'usage',
    hint: 'Write the report to a file: propensity report --out FILE.',
  });
}

/** Writes files as a whole; none of them where one cannot be written. @param texts by path */
async function written(texts: ReadonlyMap<string, string>): Promise<void> {
  const partials = [...texts.keys()].map((file) => ({ file, partial: `${file}.${process.pid}.partial` }));
  for (const [index, { file, partial }] of partials.entries()) {
    try {
      if (await isFolder(file)) throw new Error(`${file} is a folder`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(partial, texts.get(file)!);
    } catch (cause) {
      await Promise.all(partials.slice(0, index + 1).map((each) => rm(each.partial, { force: true })));
      throw notWritten(file, cause);
    }
  }
  for (const { file, partial } of partials) {
    try {
      await rename(partial, file);
    } catch (cause) {
      await Promise.all(partials.map((each) => rm(each.partial, { force: true })));
      throw notWritten(file, cause);
    }
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function notWritten(file: string, cause: unknown): PropensityError {
  return new PropensityError('report_not_written', `The report cannot be written to ${file}.`, {
    hint: 'Name another file, in a folder that you may write to, with --out or --card.',
    cause,
  });
}
