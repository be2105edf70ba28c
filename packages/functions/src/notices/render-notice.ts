import { METRICS, type MetricDeclaration } from '@propensity/core/metrics';
import type { JobName, Notice } from './notice.js';

/** A notice for people: a subject, and the same content as plain text and as HTML. */
export interface RenderedNotice {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const JOB_TITLES: Readonly<Record<JobName, string>> = {
  modelTraining: 'Training',
  predictions: 'Predictions',
  modelEvaluation: 'Evaluation',
};

const OUTCOMES: Readonly<Record<Notice['outcome'], string>> = { success: 'done', refused: 'refused', failed: 'failed' };

const LABELS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(METRICS.map(({ name, label }) => [name, `${label[0]!.toUpperCase()}${label.slice(1)}`])),
  simple_rule_roc_auc: 'ROC AUC of ranking by number of events',
  reachable_share: 'Conversions by users who were known',
  users: 'Users',
  rows: 'Rows',
  positives: 'Positives',
  test_users: 'Users tested on',
  test_positives: 'Of them positive',
  scored: 'Users scored',
  overwritten: 'Of them updated',
  appended: 'Of them new',
  kept: 'Users who keep an earlier score',
  selected: 'Selected by the decision',
  weeks: 'Weeks evaluated so far',
  pending: 'Weeks not over yet',
};

const metricsIn = (unit: MetricDeclaration['unit']) =>
  METRICS.filter((metric) => metric.unit === unit).map(({ name }) => name);

const PERCENTAGES = new Set<string>([...metricsIn('share'), 'reachable_share']);
const FACTORS = new Set<string>(metricsIn('times'));

/** Writes a notice out. */
export function renderNotice(notice: Notice): RenderedNotice {
  const subject = subjectOf(notice);
  const { event, horizon_days } = notice.target;
  const about = `"${event}" within ${horizon_days} days`;
  const ofJob = notice.error === null ? notice.reasons : [notice.error.message, notice.error.hint].filter(Boolean);
  const remarks = [...alertLines(notice), ...ofJob];
  const facts = factsOf(notice);
  const footer = [notice.run_id, notice.at, `Propensity ${notice.code_version}`].filter((part) => part !== null);
  return {
    subject: `[Propensity] ${subject}`,
    text: [
      `${subject}\n${about}`,
      ...(remarks.length === 0 ? [] : [remarks.join('\n')]),
      ...(facts.length === 0 ? [] : [alignedRows(facts)]),
      ...(notice.report === null ? [] : [`Report: ${notice.report}`]),
      footer.join(' · '),
    ].join('\n\n'),
    html: [
      `<h3>${escapeHtml(subject)}</h3><p>${escapeHtml(about)}</p>`,
      ...remarks.map((remark) => `<p>${escapeHtml(remark)}</p>`),
      facts.length === 0 ? '' : htmlTable(facts),
      ...(notice.report === null ? [] : [`<p><a href="${escapeHtml(notice.report)}">Report</a></p>`]),
      `<p><small>${escapeHtml(footer.join(' · '))}</small></p>`,
    ].join('\n'),
  };
}

type Fact = readonly [label: string, value: string];

/** So many alerts are written out; the others are counted. */
const WRITTEN = 20;

const STATES = { new: 'Alert', changed: 'Alert, changed', over: 'Over' } as const;

function alertLines({ alerts: all, error }: Notice): string[] {
  if (all.length === 0) return [];
  // What the error says is not said twice.
  const alerts = all.filter(({ text }) => text !== error?.message);
  const more = alerts.length - WRITTEN;
  const guides = [...new Set(all.map(({ guide }) => guide))];
  return [
    ...alerts.slice(0, WRITTEN).map(({ state, text }) => `${STATES[state]}: ${text}`),
    ...(more > 0 ? [`And ${more} more: see the table ma_alerts.`] : []),
    `What it means and what to do: ${guides.join(', ')}. All figures: propensity report.`,
  ];
}

function subjectOf({ job, snapshot, outcome, status, alerts, test }: Notice): string {
  if (test === true) return 'Test of the notices';
  const open = alerts.filter(({ state }) => state !== 'over').length;
  const alert = open === 0 ? '' : `, ${open} ${open === 1 ? 'alert' : 'alerts'}`;
  const when = snapshot === null ? '' : ` of ${snapshot}`;
  return `${JOB_TITLES[job]}${when}: ${status ?? OUTCOMES[outcome]}${alert}`;
}

function factsOf({ model, metrics, counts, error }: Notice): Fact[] {
  return [
    ...(model === null ? [] : [['Model', model] as const]),
    ...Object.entries({ ...counts, ...metrics }).map(
      ([name, value]) => [LABELS[name] ?? name, show(name, value)] as const,
    ),
    ...(error === null ? [] : [['Error', error.code] as const]),
  ];
}

function show(name: string, value: number | null): string {
  if (value === null) return 'undefined';
  if (PERCENTAGES.has(name)) return `${(100 * value).toFixed(1)} %`;
  if (FACTORS.has(name)) return `${value.toFixed(1)} ×`;
  return Number.isInteger(value) ? value.toLocaleString('en') : value.toFixed(3);
}

function alignedRows(facts: readonly Fact[]): string {
  const width = Math.max(...facts.map(([label]) => label.length));
  return facts.map(([label, value]) => `${label.padEnd(width)}   ${value}`).join('\n');
}

function htmlTable(facts: readonly Fact[]): string {
  const rows = facts.map(([label, value]) => `<tr><td>${escapeHtml(label)}</td><td>${escapeHtml(value)}</td></tr>`);
  return `<table cellpadding="4">\n${rows.join('\n')}\n</table>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character]!);
}
