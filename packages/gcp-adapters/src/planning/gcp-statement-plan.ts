import {
  doctor,
  type JobSettings,
  modelEvaluation,
  modelTraining,
  type PlannedCommand,
  type PlannedStatement,
  type Ports,
  PropensityError,
  predictions,
  runWeekly,
  type StatementPlan,
} from '@propensity/core';
import pLimit from 'p-limit';
import type { BigQueryAdapters } from '../bigquery-adapters.js';
import { dollarsOf } from '../inspection/bytes.js';
import { type BigQueryJobsOptions, dryRunBytes } from '../jobs/bigquery-jobs.js';
import { statementScript } from '../jobs/statement-script.js';
import type { PlanningJobs, RecordedStatement } from './planning-jobs.js';
import { planningPorts } from './planning-ports.js';
import { standInSettings } from './stand-ins.js';

const DRY_RUNS_AT_ONCE = 8;

export interface GcpStatementPlanOptions {
  readonly settings: JobSettings;
  readonly dryRuns: Pick<BigQueryJobsOptions, 'api' | 'config'>;
  /** Adapters that have their statements run by `jobs`; new ones for every plan. */
  readonly open: () => { readonly adapters: BigQueryAdapters; readonly jobs: PlanningJobs };
  readonly ports: Pick<Ports, 'artifacts' | 'clock'>;
}

/**
 * Tells the statements of a command by letting its job run on ports that run nothing, and costs each by a dry run. A job
 * that would refuse (a missing day, no model) refuses here too.
 */
export class GcpStatementPlan implements StatementPlan {
  constructor(readonly options: GcpStatementPlanOptions) {}

  async statements(command: PlannedCommand): Promise<readonly PlannedStatement[]> {
    const { adapters, jobs } = this.options.open();
    const { settings, ports: given } = this.options;
    const ports = planningPorts(adapters, jobs, settings.targetEvent, { ...given, begin: () => adapters.forget() });
    await runCommand(ports, standInSettings(settings), command);
    const limit = pLimit(DRY_RUNS_AT_ONCE);
    return Promise.all(jobs.recorded.map((recorded) => limit(() => this.#planned(recorded))));
  }

  async #planned({ statement, note }: RecordedStatement): Promise<PlannedStatement> {
    const cost = await this.#costOf(statement);
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

  /** A statement whose tables earlier ones make cannot be costed before they have run. */
  async #costOf(statement: RecordedStatement['statement']) {
    try {
      return { bytes: await dryRunBytes(this.options.dryRuns, statement), note: null };
    } catch (error) {
      if (!PropensityError.is(error) || error.code !== 'table_not_found') throw error;
      return { bytes: null, note: 'Reads tables that earlier statements make.' };
    }
  }
}

async function runCommand(ports: Ports, settings: JobSettings, planned: PlannedCommand): Promise<void> {
  const { command, snapshot, model, force, userId = '' } = planned;
  const commands: Readonly<Record<PlannedCommand['command'], () => Promise<unknown>>> = {
    doctor: () => doctor(ports, settings, { snapshot }),
    train: () => modelTraining(ports, settings, { snapshot, force }),
    predict: () => predictions(ports, settings, { snapshot, model, force }),
    evaluate: () => modelEvaluation(ports, settings, { snapshot, force }),
    run: () => runWeekly(ports, settings, { snapshot, force }),
    proba: () => ports.predictions.find(userId),
  };
  await commands[command]();
}
