import type { Condition } from './condition.js';
import { isEveryone, type PopulationRule } from './population-rule.js';
import { plainTargetEvent, type TargetRule } from './target-rule.js';

/** What a model is asked: of whom, what, by which rows of the export. */
export interface Question {
  readonly target: TargetRule;
  readonly population: PopulationRule;
  /** Conditions that rows have to meet to be read. */
  readonly where: readonly Condition[];
  /** How the source tells people apart, where that is not its default: the value of `source.userId`. */
  readonly userId: unknown;
  /** How the source says what happened, where it does not by events; left out where it does. */
  readonly label?: unknown;
  /** Texts that the source reads as not known, sorted; left out where there are none. */
  readonly missing?: readonly string[];
}

/**
 * What files record of a question beside the name of its target: nothing where it is one event, of everyone, by all rows and by the
 * source's own id, as in files of earlier versions.
 */
export function recordedQuestion(question: Question): { readonly question?: Question } {
  const { target, population, where, userId } = question;
  const isPlain = plainTargetEvent(target) !== null && isEveryone(population) && where.length === 0;
  return isPlain && userId === null ? {} : { question };
}
