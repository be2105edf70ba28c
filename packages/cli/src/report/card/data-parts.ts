import type { ReportData, ReportedModel } from '@propensity/core/report';
import { share, users } from '../numbers.js';
import { basisOfTest } from '../tested-metrics.js';
import { type Markdown, type MarkdownValue, markdown, markdownList, read } from './markdown.js';

/** What the figures are measured on. */
export function dataOfWeeks({ worth, model, weeks, pending }: ReportData): Markdown[] {
  const { source, snapshots, n, positives, base_rate: rate, provisional } = worth;
  const basis = basisOfTest(model);
  const matured: MarkdownValue =
    source === 'test'
      ? 'Matured weeks: none yet. Figures that would be of them are of the test.'
      : markdown`Matured weeks: ${snapshots.join(', ')}. ${read(n, users)} rows, of which ${read(positives, users)} converted (${read(rate, share)}). Each week was scored first, and compared with what happened then.${provisional && ' Days of these weeks may still be rewritten: provisional.'}`;
  const seen = weeks.filter(({ in_sample }) => in_sample);
  return [
    markdownList([
      markdown`Test: ${read(basis.rows, users)} ${basis.of}.`,
      matured,
      ...(seen.length > 0
        ? [
            markdown`Weeks that the model had seen, and that no figure above counts: ${seen.map(({ week }) => week).join(', ')}.`,
          ]
        : []),
      ...(pending.length > 0
        ? [markdown`Scored, and not over or not evaluated: ${pending.map(({ week }) => week).join(', ')}.`]
        : []),
    ]),
  ];
}

/** What the model has learnt from. */
export function dataOfTraining({ model, notes }: ReportData): Markdown[] {
  const missing = notes.filter(({ about }) => about === 'missing_days');
  return [
    markdown`Events of one property's analytics export. Features look back from each snapshot, labels ahead of it; users without the event count as not converted.`,
    markdownList([
      markdown`snapshots fitted: ${model.training_snapshots.join(', ')}`,
      markdown`read: ${countsOf(model.counts)}`,
      markdown`fitted before the test: ${countsOf(model.train)}`,
      markdown`tested: ${countsOf(model.test)}`,
      ...missing.map(({ snapshot, text }) => markdown`${snapshot}: ${text}`),
    ]),
  ];
}

function countsOf({ rows, users: people, positives }: ReportedModel['counts']): Markdown {
  return markdown`${read(rows, users)} rows, ${read(people, users)} users, ${read(positives, users)} converted`;
}
