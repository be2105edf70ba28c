import type { ActivationConfig } from '../../config/activation-schema.js';
import type { ExportedScore } from '../../ports/score-exports.js';

const DECIMALS = 6;

/** Names of the user properties where a configuration has none. */
export const DEFAULT_USER_PROPERTIES: ActivationConfig['userProperties'] = {
  score: 'propensity_score',
  decile: 'propensity_decile',
  selected: 'propensity_selected',
};

/** The user properties of a row, as text: the probability with six decimals; `none` for a decile that there is not. */
export function userProperties(
  { proba, decile, selected }: ExportedScore,
  names: ActivationConfig['userProperties'] = DEFAULT_USER_PROPERTIES,
): Readonly<Record<string, string>> {
  return {
    [names.score]: proba.toFixed(DECIMALS),
    [names.decile]: decile === null ? 'none' : String(decile),
    [names.selected]: String(selected),
  };
}
