import '../../../../functions/test/support/require-as-node-does.js';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PropensityConfigInput, parseConfig } from '@propensity/core/config';
import { silentProgress } from '@propensity/core/ports';
import { createHandlers, type Log, logToStderr, openStack, serve } from '@propensity/functions';
import { Workplace } from '../../support/workplace.js';

type Json = Readonly<Record<string, unknown>>;

type JobName = 'modelTraining' | 'predictions' | 'modelEvaluation';

/** The jobs of one stack, by one of the ways in which people call them. */
export interface Flow {
  job(name: JobName, snapshot?: string): Promise<Json>;
  proba(userId: string): Promise<Json>;
  close(): Promise<void>;
}

/** By command lines in a folder of their own; throws what a command that fails says. */
export async function commandFlow(config: PropensityConfigInput, now: number): Promise<Flow & { folder: string }> {
  const workplace = await Workplace.create(now);
  await writeFile(join(workplace.folder, 'propensity.config.json'), JSON.stringify(config));
  const commands = { modelTraining: 'train', predictions: 'predict', modelEvaluation: 'evaluate' } as const;
  const json = async (...argv: string[]) => {
    const { exitCode, value } = await workplace.json(...argv);
    if (exitCode === 0) return value;
    throw new Error(`propensity ${argv.join(' ')} ended with ${exitCode}: ${JSON.stringify(value)}`);
  };
  return {
    folder: workplace.folder,
    job: (name, snapshot) => json(commands[name], ...(snapshot === undefined ? [] : ['--snapshot', snapshot])),
    proba: (userId) => json('proba', userId),
    close: () => workplace.remove(),
  };
}

export interface FunctionsFlow extends Flow {
  /** @param headers as Cloud Scheduler adds them */
  job(name: JobName, snapshot?: string, headers?: Readonly<Record<string, string>>): Promise<Json>;
}

const logErrors: Log = (severity, ...entry) => {
  if (severity === 'ERROR') logToStderr(severity, ...entry);
};

/** By HTTP requests to the functions under functions-framework; throws the body of an answer that is no success. */
export async function functionsFlow(config: PropensityConfigInput, now: number): Promise<FunctionsFlow> {
  const loaded = { file: 'propensity.config.json', baseDirectory: '/', config: parseConfig(config) };
  const open = () => openStack(loaded, { progress: silentProgress, clock: () => now });
  const handlers = createHandlers(open, { log: logErrors });
  const server = await serve({ handler: handlers.propensity, port: 0 });
  const json = async (path: string, init?: RequestInit) => {
    const response = await fetch(`${server.url}${path}`, init);
    if (response.ok) return (await response.json()) as Json;
    throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  };
  return {
    job: (name, snapshot, headers = {}) =>
      json(`/${name}`, { method: 'POST', headers, body: JSON.stringify({ snapshot }) }),
    proba: (userId) => json(`/getProba?user_id=${encodeURIComponent(userId)}`),
    async close() {
      await server.stop();
      await handlers.close();
    },
  };
}

/** By the functions and by command lines in turn, on the same tables. */
export async function flowsInTurn(config: PropensityConfigInput, now: number): Promise<Flow> {
  const flows: readonly Flow[] = [await functionsFlow(config, now), await commandFlow(config, now)];
  let calls = 0;
  const next = () => flows[calls++ % flows.length]!;
  return {
    job: (name, snapshot) => next().job(name, snapshot),
    proba: (userId) => next().proba(userId),
    async close() {
      for (const flow of flows) await flow.close();
    },
  };
}
