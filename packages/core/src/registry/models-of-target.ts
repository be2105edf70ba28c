import type { JobSettings } from '../config/settings.js';
import { PropensityError } from '../errors/propensity-error.js';
import { canonicalJson } from '../hashing/canonical-json.js';
import type { Ports } from '../ports/ports.js';
import { describeTarget } from '../question/describe-rules.js';
import { type TargetRule, targetRule } from '../question/target-rule.js';
import { type StandingModel, standingModels } from './standing-models.js';

/**
 * The models of the configuration's target as they stand, newest first. Those of other targets are in the same table.
 * @throws PropensityError `other_horizon` when a model of that name predicts another number of days, `name_taken` when it predicts something
 * else
 */
export async function modelsOfTarget(
  ports: Pick<Ports, 'registry'>,
  settings: Pick<JobSettings, 'targetEvent' | 'horizonDays' | 'question'>,
): Promise<readonly StandingModel[]> {
  const { targetEvent, horizonDays, question } = settings;
  const { registry } = ports;
  const all = standingModels(await registry.list(), await registry.changes());
  const records = all.filter((record) => record.targetEvent === targetEvent);
  const other = records.find((record) => record.horizonDays !== horizonDays);
  if (other !== undefined) {
    throw new PropensityError(
      'other_horizon',
      `These tables hold models for "${targetEvent}" within ${other.horizonDays} days; the configuration asks for ` +
        `"${targetEvent}" within ${horizonDays} days.`,
      {
        kind: 'usage',
        hint: `Give the target a name of its own, such as "target": { …, "name": "${targetEvent} ${horizonDays}d" }: both then stand side by side in the same tables.`,
        details: { model: other.model, horizonDays: other.horizonDays },
      },
    );
  }
  const taken = records.find(({ result }) => !isSameTarget(result.question?.target, question.target, targetEvent));
  if (taken !== undefined) {
    throw new PropensityError(
      'name_taken',
      `These tables hold models called "${targetEvent}" that predict something else: ${taken.model} is of ${describeRule(taken.result.question?.target, targetEvent)}, the configuration asks for ${describeRule(question.target, targetEvent)}.`,
      {
        kind: 'usage',
        hint: 'Give the target another name ("target": { …, "name": … }): both then stand side by side in the same tables.',
        details: { model: taken.model },
      },
    );
  }
  return records;
}

/** @param recorded of a model; left out where it is the one event that it is called after */
function isSameTarget(recorded: TargetRule | undefined, asked: TargetRule, name: string): boolean {
  const ruleOf = ({ any, nth, none }: TargetRule) => canonicalJson({ any, nth, none });
  return ruleOf(recorded ?? targetRule({ event: name })) === ruleOf(asked);
}

function describeRule(recorded: TargetRule | undefined, name: string): string {
  const { name: _, ...rule } = recorded ?? targetRule({ event: name });
  return describeTarget(rule);
}
