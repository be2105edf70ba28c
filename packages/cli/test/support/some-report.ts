import type { ReportData, ReportedTop } from '@propensity/core/report';

/** What would run if it were not escaped. */
export const HOSTILE = `<script>alert("1")</script>`;

const top = (captured: number, expected: number | null): ReportedTop => ({
  selected: 300,
  captured,
  by_chance: 18.75,
  expected,
  recall: captured / 250,
  recall_interval: [captured / 250 - 0.061, captured / 250 + 0.062],
  precision: captured / 300,
  precision_interval: [captured / 300 - 0.051, captured / 300 + 0.052],
  lift: (captured / 250) * (4000 / 300),
  lift_interval: [3.117, 6.229],
});

const week = (day: string, model: string, change: Partial<ReportData['weeks'][number]> = {}) => ({
  week: day,
  model,
  model_changed: false,
  n: 2003,
  positives: 127,
  positives_interval: [107.3, 149.9] as const,
  expected: 118.25,
  roc_auc: 0.8123,
  roc_auc_interval: [0.7711, 0.8533] as const,
  simple_rule_roc_auc: 0.7013,
  lift_at_10: 4.123,
  lift_at_10_interval: [3.501, 4.777] as const,
  log_loss_skill: 0.2111,
  reachable_share: 0.6131,
  label_completeness: 1,
  provisional: false,
  in_sample: false,
  ...change,
});

/** A report of two weeks, every text of which is hostile. */
export const SOME_REPORT: ReportData = {
  job: 'report',
  target: `purchase ${HOSTILE}`,
  horizon_days: 7,
  time_zone: `UTC ${HOSTILE}`,
  made_at: '2026-03-01T12:00:00.000Z',
  worth: {
    source: 'weeks',
    snapshots: ['2026-02-05', '2026-02-12'],
    provisional: false,
    n: 4000,
    positives: 250,
    base_rate: 0.0625,
    policy: 'top_users',
    capacity: 150,
    expected: 236.5,
    observed_over_expected: 250 / 236.5,
    observed_over_expected_interval: [0.9401, 1.1902],
    top: top(101, 96.375),
    simple_rule: top(63.5, null),
    ranking: {
      roc_auc: 0.8054,
      roc_auc_interval: [0.7801, 0.8299],
      average_precision: 0.3105,
      average_precision_interval: [0.2611, 0.3622],
      simple_rule: { roc_auc: 0.6999, average_precision: 0.1502 },
    },
  },
  quality: {
    calibration: [
      { n: 2001, mean_predicted: 0.11007, observed: 0.11894, interval: [0.1055, 0.1338] },
      { n: 1999, mean_predicted: 0.00813, observed: 0.006, interval: [0.0034, 0.0105] },
    ],
    calibration_source: 'weeks',
    curves: {
      roc: [
        { fpr: 0, tpr: 0 },
        { fpr: 0.1017, tpr: 0.5283 },
        { fpr: 1, tpr: 1 },
      ],
      simple_rule_roc: [
        { fpr: 0, tpr: 0 },
        { fpr: 0.1048, tpr: 0.3327 },
        { fpr: 1, tpr: 1 },
      ],
      precision_recall: [
        { recall: 0, precision: 1 },
        { recall: 0.5031, precision: 0.2718 },
        { recall: 1, precision: 0.0625 },
      ],
      simple_rule_precision_recall: [
        { recall: 0, precision: 1 },
        { recall: 0.5197, precision: 0.1444 },
        { recall: 1, precision: 0.0625 },
      ],
    },
  },
  scores: {
    week: '2026-02-19',
    model: `model-2 ${HOSTILE}`,
    n: 2017,
    selected: 150,
    expected: 119.75,
    mean: 0.05937,
    median: 0.01203,
    highest: 0.87654,
    bins: [
      { from: 0, to: 0.01, n: 917 },
      { from: 0.01, to: 1, n: 1100 },
    ],
  },
  effects: [
    {
      measure: `sessions ${HOSTILE}`,
      features: [
        { feature: 'sessions_7d', meaning: `Sessions ${HOSTILE} in the last 7 days.` },
        { feature: 'sessions_30d', meaning: `Sessions ${HOSTILE} in the last 30 days.` },
      ],
      importance: 0.4321,
      text: `One standard deviation more ${HOSTILE} raises the odds 1.5 times.`,
      columns: [
        { column: `country=${HOSTILE}`, effect: 0.3214, standard_error: 0.1, interval: [0.1254, 0.5174] },
        { column: 'sessions_30d', effect: -0.1119, standard_error: null, interval: null },
      ],
    },
  ],
  weeks: [
    week('2026-02-05', `model-1 ${HOSTILE}`),
    week('2026-02-12', `model-2 ${HOSTILE}`, { n: 1997, positives: 123, model_changed: true, provisional: true }),
  ],
  drift: {
    weeks: [
      {
        week: '2026-02-05',
        model: `model-1 ${HOSTILE}`,
        users: 1998,
        events_per_user: 11.375,
        scores_psi: 0.0125,
        flagged: 0,
        decay: 'holds',
        decay_evidence: 0.625,
      },
      {
        week: '2026-02-12',
        model: `model-2 ${HOSTILE}`,
        users: 2003,
        events_per_user: 7.25,
        scores_psi: 0.3125,
        flagged: 2,
        decay: 'fewer',
        decay_evidence: 41.75,
      },
    ],
    features: [
      { feature: `add_to_cart_7d ${HOSTILE}`, psi: [0.015625, 0.40625], flagged: [false, true] },
      { feature: 'campaign', psi: [null, 0.21875], flagged: [false, false] },
    ],
    flagged: [
      { week: '2026-02-12', compared_with: 'training', text: `users with ${HOSTILE} 0 38 %, now 57 %.` },
      { week: '2026-02-12', compared_with: 'last_week', text: '"add_to_cart" events per user 1, now 0.4.' },
    ],
  },
  pending: [{ week: '2026-02-19', model: `model-2 ${HOSTILE}`, scored: 2017, matures_on: '2026-02-26' }],
  changes: [
    {
      sequence: 1,
      changeId: 'a',
      target: `purchase ${HOSTILE}`,
      action: 'promote',
      model: `model-2 ${HOSTILE}`,
      passedOver: [`model-3 ${HOSTILE}`],
      by: `anna ${HOSTILE}`,
      at: '2026-02-11T09:00:00.000Z',
      why: `because ${HOSTILE}`,
    },
  ],
  notes: [
    { about: 'evaluation', snapshot: '2026-02-05', text: `A note ${HOSTILE}` },
    { about: 'accepted_drift', snapshot: '2026-02-12', text: `"${HOSTILE}" events per user 5.2, now 0.` },
  ],
  model: {
    model: `model-2 ${HOSTILE}`,
    status: 'champion',
    champion: true,
    pinned: false,
    gate: 'champion',
    models: 3,
    file: { name: `model-2 ${HOSTILE}.json`, sha256: 'ab12' },
    snapshot: '2026-02-05',
    trained_at: '2026-02-11T08:00:00.000Z',
    training_snapshots: ['2026-02-05', '2026-01-29'],
    lookback_days: 60,
    horizon_days: 7,
    time_zone: 'UTC',
    features: 93,
    config_hash: 'c0ffee',
    feature_hash: 'f00d',
    code_version: '1.2.3',
    seed: 20_261_123,
    counts: { rows: 7301, users: 5203, positives: 611 },
    train: { rows: 5801, users: 4103, positives: 487 },
    test: { rows: 1499, users: 1103, positives: 121 },
  },
};
