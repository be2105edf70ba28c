import type { ModelArtifact } from '../artifact/model-artifact.js';
import { featureWindow } from '../explanations/feature-windows.js';
import { type FeatureEffect, globalEffects } from '../explanations/global-effects.js';
import { globalShapes } from '../explanations/global-shapes.js';
import { effectInWords } from '../explanations/reason-in-words.js';
import type { ColumnEffect } from '../models/model-effects.js';
import type { MeasureEffect } from './report-data.js';

/** What a model has learnt of each measure, most important first: windows of one measure are correlated and are one entry. */
export function measureEffects(artifact: ModelArtifact): MeasureEffect[] {
  const groups = new Map<string, FeatureEffect[]>();
  const toldOf = new Map(globalShapes(artifact)?.curves.map(({ feature, text }) => [feature, text]));
  for (const effect of globalEffects(artifact)) {
    const { measure, days } = featureWindow(effect.feature);
    const key = days === null ? effect.feature : `${measure}_*d`;
    groups.set(key, [...(groups.get(key) ?? []), effect]);
  }
  const daysOf = ({ feature }: FeatureEffect) => featureWindow(feature).days ?? 0;
  return [...groups.values()]
    .map((group) =>
      entryOf(
        group.toSorted((a, b) => daysOf(a) - daysOf(b)),
        toldOf.get(group[0]!.feature),
      ),
    )
    .sort((a, b) => (b.importance ?? 0) - (a.importance ?? 0));
}

/** @param told the curve of the most important one, in words */
function entryOf(group: readonly FeatureEffect[], told?: string): MeasureEffect {
  const [first] = group as [FeatureEffect];
  const known = group.flatMap(({ importance }) => importance ?? []);
  return {
    measure: group.length === 1 ? first.feature : featureWindow(first.feature).measure,
    features: group.map(({ feature, meaning }) => ({ feature, meaning })),
    importance: known.length < group.length ? null : known.reduce((sum, sd) => sum + sd, 0),
    text: told ?? inWords(group),
    columns: group.flatMap(({ columns }) =>
      columns.map(({ column, effect, standardError, interval }) => ({
        column,
        effect,
        standard_error: standardError,
        interval,
      })),
    ),
  };
}

/** A number by what a typical step of it does; a category by the levels that do most. */
function inWords(group: readonly FeatureEffect[]): string {
  const values = group.flatMap(({ feature, columns }) => columns.filter(({ column }) => column === feature));
  if (values.length > 0) {
    const step = group.length === 1 ? 'One standard deviation more' : 'One standard deviation more in every window';
    return `${step} ${effectInWords(sumOf(values))}.`;
  }
  const columns = group.flatMap((each) => each.columns);
  if (columns.length === 0) return 'It has no effect.';
  const named = [...columns].sort((a, b) => b.effect - a.effect);
  const [most, least] = [named[0]!, named.at(-1)!];
  const levels = most === least ? [most] : [most, least];
  return `${levels.map((column) => `${levelOf(column)} ${effectInWords(column.effect)}`).join('; ')}.`;
}

function levelOf({ column }: ColumnEffect): string {
  const level = column.slice(column.indexOf('=') + 1);
  return level.startsWith('(') ? level : `“${level}”`;
}

function sumOf(columns: readonly ColumnEffect[]): number {
  return columns.reduce((sum, { effect }) => sum + effect, 0);
}
