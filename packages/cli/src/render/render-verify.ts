import type { VerifyResult } from '@propensity/core/jobs';
import type { StoredArea, StoredFault } from '@propensity/core/ports';
import { count } from './format.js';
import { aligned, bullets, heading, page, sentence } from './layout.js';
import type { Screen } from './screen.js';

const AREAS: Readonly<Record<StoredArea, string>> = {
  models: 'models',
  files: 'files',
  decisions: 'decisions about models',
  runs: 'runs of predictions',
  predictions: 'current predictions',
  history: 'history of predictions',
  evaluations: 'evaluated weeks',
  exports: 'exports',
  snapshots: 'feature snapshots',
  tables: 'tables',
};

/** So many faults of an area are shown; `--json` has them all. */
const SHOWN = 8;

/** What was looked at, and what is off. */
export function renderVerify({ ok, checked, faults }: VerifyResult, screen: Screen): string {
  const facts = checked.map(({ area, count: n }) => [AREAS[area], count(n)] as const);
  if (ok) {
    return page(
      [...heading('✓ Everything that is stored fits together', screen), '', ...aligned(facts, screen)],
      screen,
    );
  }
  const areas = Object.keys(AREAS) as StoredArea[];
  return page(
    [
      ...heading(`✗ ${faults.length === 1 ? '1 thing is' : `${count(faults.length)} things are`} off`, screen),
      '',
      ...aligned(facts, screen),
      ...areas.flatMap((area) =>
        faultsOf(
          area,
          faults.filter((fault) => fault.area === area),
          screen,
        ),
      ),
      '',
      ...sentence('Nothing was changed. Restore what is off from a backup, or do the run again with --force.', screen),
    ],
    screen,
  );
}

function faultsOf(area: StoredArea, faults: readonly StoredFault[], screen: Screen): string[] {
  if (faults.length === 0) return [];
  const shown = faults.slice(0, SHOWN).map(({ row, message }) => `${row}: ${message}`);
  const rest = faults.length - shown.length;
  const more = rest === 0 ? [] : [`and ${count(rest)} more: see --json`];
  return ['', ...heading(AREAS[area], screen), ...bullets([...shown, ...more], screen, '✗')];
}
