import type { ReportData } from '@propensity/core/report';
import { recalibrationText } from '../../render/recalibration-text.js';
import { users } from '../numbers.js';
import { code, type Markdown, type MarkdownValue, markdown, markdownTable, read } from './markdown.js';

const FAMILIES: Readonly<Record<string, string>> = {
  linear: 'logistic regression with an L2 penalty, and a calibration of its probabilities',
};

/** What the model is, what it predicts, for whom. */
export function details({ target, horizon_days: days, time_zone: zone, model, made_at }: ReportData): Markdown[] {
  const { family, recalibration } = model;
  const rows: (readonly [string, MarkdownValue])[] = [
    ['model', code(model.model)],
    ['kind', FAMILIES[family] ?? family],
    ['predicts', markdown`the probability that a user does “${target}” in the ${String(days)} days from a snapshot on`],
    ['for', model.population],
    [
      'windows',
      markdown`${read(model.lookback_days, users)} days back, ${read(model.horizon_days, users)} days ahead, days of ${zone}`,
    ],
    ['features', read(model.features, users)],
    [
      recalibration === undefined ? 'trained' : 'recalibrated',
      recalibration === undefined
        ? markdown`${model.trained_at}, on the snapshot of ${model.snapshot}`
        : markdown`${model.trained_at}: ${recalibrationText(recalibration)}; made of ${code(recalibration.parent)}`,
    ],
    ['stands', standingOf(model)],
    ['card made', made_at],
  ];
  return [markdownTable(['what', 'value'], rows)];
}

/** How a model stands in the registry, in words. */
function standingOf({ status, champion, pinned, gate }: ReportData['model']): string {
  return [
    champion ? `${status}, scores the next week` : status,
    ...(pinned ? ['pinned'] : []),
    `the gate said ${gate}`,
  ].join('; ');
}

/** For whoever has to prove where it comes from. */
export function provenance({ model }: ReportData): Markdown[] {
  const rows: (readonly [string, MarkdownValue])[] = [
    ['file', code(model.file.name)],
    ['SHA-256', code(model.file.sha256)],
    ['configuration hash', code(model.config_hash)],
    ['feature hash', code(model.feature_hash)],
    ['code version', code(model.code_version)],
    ['seed', code(String(model.seed))],
    ['registry', markdown`${read(model.models, users)} ${model.models === 1 ? 'model' : 'models'} of this target`],
  ];
  return [
    markdownTable(['what', 'value'], rows),
    markdown`Made by Propensity from the data of the report; \`propensity report --json\` prints every number with all its digits.`,
  ];
}
