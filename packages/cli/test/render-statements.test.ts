import type { PlannedStatement } from '@propensity/core/ports';
import { expect, it } from 'vitest';
import { renderStatements } from '../src/render/render-statements.js';
import { USUAL } from './support/screens.js';

const statement = (step: string, change: Partial<PlannedStatement> = {}): PlannedStatement => ({
  step,
  sql: `SELECT '${step}'`,
  parameters: [],
  script: `SELECT '${step}';`,
  bytes: 3 * 2 ** 30,
  cost_usd: 0.018,
  note: null,
  ...change,
});

it('prints statements as one script, each under what it is for and reads', () => {
  const text = renderStatements(
    'train',
    [
      statement('snapshot'),
      statement('rows', { bytes: null, cost_usd: null, note: 'Its tables are made by earlier statements.' }),
    ],
    USUAL,
  );
  expect(text).toBe(`-- propensity train: 2 statements, nothing was run
-- 3.0 GiB in all, $0.02, without 1 whose bytes are not known yet

-- step 1: snapshot (3.0 GiB, $0.02)
SELECT 'snapshot';

-- step 2: rows (bytes not known yet)
-- Its tables are made by earlier statements.
SELECT 'rows';`);
});

it('says that less than a cent is less than a cent', () => {
  expect(renderStatements('proba', [statement('find', { bytes: 2 ** 20, cost_usd: 6e-6 })], USUAL)).toContain(
    '-- step 1: find (1.0 MiB, less than $0.01)',
  );
});
