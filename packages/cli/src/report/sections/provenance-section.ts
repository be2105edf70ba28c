import type { ReportData } from '@propensity/core/report';
import { recalibrationText } from '../../render/recalibration-text.js';
import { tableOf } from '../figure.js';
import { type Html, type HtmlValue, html } from '../html.js';
import { shown, users } from '../numbers.js';

/** Where the figures come from, for whoever has to prove them. */
export function provenanceSection({ model, made_at, target }: ReportData): Html {
  const counts = ({ rows, users: people, positives }: typeof model.counts): HtmlValue =>
    html`${shown(rows, users)} rows, ${shown(people, users)} users, ${shown(positives, users)} converted`;
  const standing = [
    model.champion ? `${model.status}, scores the next week` : model.status,
    model.pinned && 'pinned',
    `the gate said ${model.gate}`,
  ].filter(Boolean);
  const rows: (readonly [string, HtmlValue])[] = [
    ['target', html`${target}, within ${model.horizon_days} days`],
    ['model', model.model],
    [
      'registry',
      html`${standing.join('; ')}; ${shown(model.models, users)} ${model.models === 1 ? 'model' : 'models'} of this target`,
    ],
    ['file', model.file.name],
    ['SHA-256', html`<code>${model.file.sha256}</code>`],
    model.recalibration === undefined
      ? ['trained', html`${model.trained_at}, on the snapshot of ${model.snapshot}`]
      : [
          'recalibrated',
          html`${model.trained_at}, ${recalibrationText(model.recalibration)}, with ${shown(model.recalibration.positives, users)} converters among ${shown(model.recalibration.n, users)} rows; made of ${model.recalibration.parent}`,
        ],
    ['snapshots fitted', model.training_snapshots.join(', ')],
    [
      'windows',
      html`${shown(model.lookback_days, users)} days back, ${shown(model.horizon_days, users)} days ahead, days of ${model.time_zone}`,
    ],
    ['features', shown(model.features, users)],
    ['read', counts(model.counts)],
    ['fitted before the test', counts(model.train)],
    ['tested', counts(model.test)],
    ['configuration hash', html`<code>${model.config_hash}</code>`],
    ['feature hash', html`<code>${model.feature_hash}</code>`],
    ['seed', String(model.seed)],
    ['code version', model.code_version],
    ['report made', made_at],
  ];
  return html`<section id="provenance"><h2>Where this comes from</h2>${tableOf({ head: ['what', 'value'], rows }, 'Provenance')}</section>`;
}
