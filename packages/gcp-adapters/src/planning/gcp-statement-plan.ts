import { PropensityError } from '@propensity/core';
import type { JobSettings } from '@propensity/core/config';
import { doctor, jobAlerts, modelEvaluation, modelTraining, predictions, runWeekly } from '@propensity/core/jobs';
import type { PlannedCommand, PlannedStatement, Ports, StatementPlan } from '@propensity/core/ports';
import pLimit from 'p-limit';
import { dollarsOf, formatBytes } from '../inspection/bytes.js';
import { type DryRunOptions, dryRunBytes } from '../jobs/bigquery-jobs.js';
import { statementScript } from '../jobs/statement-script.js';
import { describeTable, isTableMissing } from '../warehouse/bigquery-warehouse.js';
import type { Planning } from './open-planning.js';
import type { RecordedStatement } from './planning-jobs.js';
import { planningPorts } from './planning-ports.js';
import { standInSettings } from './stand-in-settings.js';

const DRY_RUNS_AT_ONCE = 8;
/** What BigQuery says of a data set that is not there, with or without a location. */
const NO_DATASET: ReadonlySet<string> = new Set(['dataset_not_found', 'location_mismatch']);
/** What BigQuery says of a column that a table does not have. */
const NO_COLUMN = /Unrecognized name: |Name \S+ not found inside|Column \S+ is not present in table/;

export interface GcpStatementPlanOptions {
  readonly settings: JobSettings;
  readonly dryRuns: DryRunOptions;
  /** New ones for every plan. */
  readonly open: () => Planning;
  readonly ports: Pick<Ports, 'artifacts' | 'clock'>;
}

/**
 * Lists the statements of a command by letting its job run on adapters that have nothing run, and costs each by a dry run. A job
 * that would refuse (a missing day, no model) refuses here too.
 */
export class GcpStatementPlan implements StatementPlan {
  constructor(readonly options: GcpStatementPlanOptions) {}

  async statements(command: PlannedCommand): Promise<readonly PlannedStatement[]> {
    const planning = this.options.open();
    const { adapters, jobs, written } = planning;
    const ports = planningPorts(planning, written, { ...this.options.ports, begin: () => adapters.forget() });
    await runCommand(ports, standInSettings(this.options.settings), command);
    const limit = pLimit(DRY_RUNS_AT_ONCE);
    const made = new Set(jobs.recorded.map(({ statement }) => statement.step));
    return Promise.all(jobs.recorded.map((recorded) => limit(() => this.#planned(recorded, made))));
  }

  async #planned({ statement, note }: RecordedStatement, made: ReadonlySet<string>): Promise<PlannedStatement> {
    const cost = await this.#costOf(statement, made);
    const { step, sql, params = {} } = statement;
    return {
      step,
      sql,
      parameters: Object.entries(params).map(([name, { type, value }]) => ({ name, type, value })),
      script: statementScript(statement),
      bytes: cost.bytes,
      cost_usd: cost.bytes === null ? null : dollarsOf(cost.bytes),
      note: [note, cost.note].filter((text) => text !== null).join(' ') || null,
    };
  }

  /**
   * What it reads, by a dry run, and what it changes. A statement whose data set, tables or columns earlier ones make cannot be costed before they have run.
   * @param made steps of the plan
   */
  async #costOf(statement: RecordedStatement['statement'], made: ReadonlySet<string>) {
    const read = await this.#readBy(statement, made);
    const changed = await this.#changedBy(statement);
    if (changed === 0) return read;
    const note = `Counts ${formatBytes(changed)} of the table whose rows it changes: BigQuery reads all of its columns.`;
    return { bytes: (read.bytes ?? 0) + changed, note: [note, read.note].filter((text) => text !== null).join(' ') };
  }

  /** Bytes of the tables of which a statement changes rows. */
  async #changedBy({ purpose }: RecordedStatement['statement']): Promise<number> {
    const { api } = this.options.dryRuns;
    let bytes = 0;
    for (const name of purpose.kind === 'writes' ? (purpose.changes ?? []) : []) {
      bytes += Number((await describeTable(api, name).catch(noDataset))?.numBytes ?? 0);
    }
    return bytes;
  }

  async #readBy(statement: RecordedStatement['statement'], made: ReadonlySet<string>) {
    try {
      return { bytes: await dryRunBytes(this.options.dryRuns, statement), note: null };
    } catch (error) {
      if (isTableMissing(error)) return { bytes: null, note: 'Reads tables that earlier statements make.' };
      if (made.has('create-data-set') && PropensityError.is(error) && NO_DATASET.has(error.code)) {
        return { bytes: null, note: 'Needs a data set that earlier statements make.' };
      }
      if (made.has('add-column') && PropensityError.is(error) && NO_COLUMN.test(error.message)) {
        return { bytes: null, note: 'Needs columns that earlier statements add.' };
      }
      throw error;
    }
  }
}

/** Before the first job there is no data set. */
function noDataset(error: unknown): null {
  if (PropensityError.is(error) && NO_DATASET.has(error.code)) return null;
  throw error;
}

async function runCommand(ports: Ports, settings: JobSettings, planned: PlannedCommand): Promise<void> {
  const { command, snapshot, model, force, userId = '', target } = planned;
  // What the inputs are is not known here: stand-ins look as if everything had gone.
  const acceptDrift = true;
  /** What a job has found beside the alerts there are. Of predictions it is not known before what is saved. */
  const withAlerts = async <R>(job: (watched: Ports) => Promise<R>, found?: (result: R) => Promise<void>) => {
    let isRepeated = false;
    const result = await job({
      ...ports,
      repeat: () => {
        isRepeated = true;
      },
    });
    if (!isRepeated) await (found?.(result) ?? ports.alerts.list(settings.targetEvent));
  };
  const commands: Readonly<Record<PlannedCommand['command'], () => Promise<unknown>>> = {
    doctor: () => doctor(ports, settings, { snapshot }),
    train: () => withAlerts((watched) => modelTraining(watched, settings, { snapshot, force })),
    predict: () => withAlerts((watched) => predictions(watched, settings, { snapshot, model, force, acceptDrift })),
    evaluate: () =>
      withAlerts(
        (watched) => modelEvaluation(watched, settings, { snapshot, force }),
        async (result) => {
          const ended = { job: 'modelEvaluation', result, ofOneWeek: snapshot !== undefined } as const;
          await (await jobAlerts(ports, settings, ended)).keep(false);
        },
      ),
    run: () => runWeekly(ports, settings, { snapshot, force, acceptDrift }),
    proba: () => ports.predictions.find(userId, target ?? settings.targetEvent),
  };
  await commands[command]();
}
