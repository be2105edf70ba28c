import type { JobSettings } from '../config/settings.js';
import { PropensityError } from '../errors/propensity-error.js';
import { canonicalJson } from '../hashing/canonical-json.js';
import { isEveryone } from '../question/population-rule.js';
import { type Question, recordedQuestion } from '../question/question.js';
import { plainTargetEvent } from '../question/target-rule.js';
import type { StandingModel } from '../registry/standing-models.js';

/** What a model or a run recorded of its question; nothing where it was one event, of everyone, by all rows and the source's own id. */
interface Recorded {
  readonly question?: Question | undefined;
}

/** True when a model was asked the question of the configuration: of the same people, by the same rows. */
export function isSameQuestion(recorded: Recorded, { question }: Pick<JobSettings, 'question'>): boolean {
  return canonicalJson(recorded.question ?? null) === canonicalJson(recordedQuestion(question).question ?? null);
}

/**
 * The models among which one is chosen to score: those of the question that is asked, as long as one of them has been accepted; else all,
 * so that whoever asks is told what is there.
 * @param records newest first
 */
export function askedRecords(
  records: readonly StandingModel[],
  settings: Pick<JobSettings, 'question'>,
): readonly StandingModel[] {
  const asked = records.filter(({ result }) => isSameQuestion(result, settings));
  return asked.some(({ status }) => status === 'champion') ? asked : records;
}

/**
 * Refuses a model that was trained on other rows, other people or another target than the configuration asks for.
 * @throws PropensityError `another_question` (kind `refused`), naming the keys that differ
 */
export function assertSameQuestion(model: Recorded & { readonly name: string }, settings: JobSettings): void {
  if (isSameQuestion(model, settings)) return;
  const keys = differingKeys(model.question, settings.question);
  throw new PropensityError(
    'another_question',
    `The model ${model.name} was trained with another ${keys.join(', ')} than the configuration has.`,
    {
      kind: 'refused',
      hint: `Train again, or restore ${keys.join(', ')} in the configuration.`,
      details: { keys, trained: model.question ?? null },
    },
  );
}

/** What `differingKeys` calls the target. */
export const TARGET_KEY = '"target"';

const KEYS = {
  target: 'target',
  population: 'population',
  where: 'source.where or source.consent',
  userId: 'source.userId',
  label: 'source.label or source.conversions',
  missing: 'source.missing',
};

/** The keys of the configuration, quoted, in which a recorded question differs from the one that is asked. */
export function differingKeys(trained: Question | undefined, asked: Question): string[] {
  const of = (question: Question | undefined): Readonly<Record<keyof typeof KEYS, unknown>> => ({
    // A plain target, as that of every question that was not recorded, is compared by its name.
    target: question === undefined || plainTargetEvent(question.target) !== null ? null : question.target,
    population: question === undefined || isEveryone(question.population) ? null : question.population,
    where: question?.where ?? [],
    userId: question?.userId ?? null,
    label: question?.label ?? null,
    missing: question?.missing ?? [],
  });
  const [a, b] = [of(trained), of(asked)];
  return (Object.keys(KEYS) as (keyof typeof KEYS)[])
    .filter((key) => canonicalJson(a[key]) !== canonicalJson(b[key]))
    .map((key) => `"${KEYS[key]}"`);
}
