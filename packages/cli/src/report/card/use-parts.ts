import type { ReportData } from '@propensity/core/report';
import { meaningOf } from '../measure-meaning.js';
import { score, users } from '../numbers.js';
import { type Markdown, markdown, markdownList, read } from './markdown.js';

/** So many measures are told; the page has all. */
const TOLD = 10;

/** A column of a level of a category; those in parentheses, such as `(missing)`, numbers have too. */
const LEVEL = /=(?!\()/;

/** What the scores are for, and what they must not be used for. */
export function intendedUse({ target, horizon_days: days, model, worth }: ReportData): Markdown[] {
  const whom =
    worth.capacity === null
      ? markdown`Acting on everyone whose probability reaches a threshold.`
      : markdown`Acting on the ${read(worth.capacity, users)} users with the highest scores.`;
  return [
    markdownList([
      markdown`Ranking the users of one property by how likely they do “${target}” within ${String(days)} days, to choose whom a campaign, an offer or a message goes to. ${whom}`,
      'Expecting how many will convert: the probabilities add up to conversions.',
    ]),
    markdown`**Not for**`,
    markdownList([
      'decisions that weigh on a person: credit, insurance, employment, housing, health, the price somebody is asked, whether somebody is served at all;',
      'telling what a person is like: a score says how people who behaved alike went on, and nothing about character, means or intent;',
      'telling whom an action changes: the model has learnt who converts, not whom a campaign makes convert. A holdout measures that;',
      markdown`other people than these: ${model.population}; another property, event, horizon or time zone. Nothing here has been measured on them.`,
    ]),
  ];
}

/** What the model looks at, and which groups of people that tells apart. */
export function factors({ effects }: ReportData): Markdown[] {
  const told = effects.slice(0, TOLD);
  const groups = effects.filter(({ columns }) => columns.some(({ column }) => LEVEL.test(column)));
  return [
    effects.length === 0
      ? markdown`The model has learnt nothing of its features.`
      : markdown`What moves the odds of converting most. It goes along with converting; it does not say what causes it. The number is the deviation of log-odds among training users.`,
    markdownList(
      told.map(
        (effect) =>
          markdown`**${effect.measure}** (${read(effect.importance, score)}): ${meaningOf(effect)} ${effect.text}`,
      ),
    ),
    groups.length > 0 &&
      markdown`Features with categories, which may tell groups of people apart: ${groups.map(({ measure }) => measure).join(', ')}.`,
    markdown`No figure of this card is broken down by such groups: whether the model is as right for each of them has not been measured.`,
  ].filter((part) => part !== false && part.text !== '') as Markdown[];
}
