import type { BuildPreprocessorResult } from '@propensity/core/jobs';
import { count } from './format.js';
import { aligned, heading, page, sentence } from './layout.js';
import type { Screen } from './screen.js';

export function renderPreprocessor(result: BuildPreprocessorResult, file: string | null, screen: Screen): string {
  const { preprocessor, fitted_snapshots: fitted, counts } = result;
  const rows: (readonly [string, string])[] = [
    [
      'learnt from',
      `${count(counts.rows)} rows of ${count(counts.users)} users at ${fitted.length === 1 ? fitted[0] : `${fitted.length} snapshots, ${fitted.at(-1)} to ${fitted[0]}`}; test users left out`,
    ],
    ['features', `${result.features}, ${count(result.columns)} columns for the model`],
    ['SHA-256', preprocessor.sha256],
    ['usable for', `training at ${result.snapshot} or later`],
    ...(file === null ? [] : [['copy', file] as const]),
  ];
  return page(
    [
      ...heading(`✓ Built ${preprocessor.name}`, screen),
      '',
      ...aligned(rows, screen),
      '',
      ...sentence('Put this into the configuration, then run propensity train:', screen),
      `  "training": { "preprocessor": "${preprocessor.name}" }`,
    ],
    screen,
  );
}
