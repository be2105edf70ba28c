import type { Coverage } from './interval-coverage.js';

/** One population, sampled with a number of positives to be expected. */
export interface CoverageRun {
  readonly population: string;
  readonly positives: number;
  readonly coverage: ReadonlyMap<string, Coverage>;
}

/** Markdown: the lowest and the highest coverage among the populations, by figure and number of positives. */
export function coverageTable(runs: readonly CoverageRun[], samples: number): string {
  const sizes = [...new Set(runs.map(({ positives }) => positives))];
  const names = [...new Set(runs.flatMap(({ coverage }) => [...coverage.keys()]))];
  const cell = (name: string, size: number) => {
    const held = runs
      .filter(({ positives }) => positives === size)
      .flatMap(({ coverage }) => coverage.get(name)?.held ?? [])
      .sort((a, b) => a - b);
    return held.length === 0 ? '–' : `${written(held[0]!)} … ${written(median(held))} … ${written(held.at(-1)!)}`;
  };
  return [
    `**How often 95 % intervals hold the truth**, lowest … median … highest of ${runs.length / sizes.length} or fewer populations, ${samples.toLocaleString('en')} samples of each:`,
    '',
    `| positives to be expected | ${sizes.join(' | ')} |`,
    `|---|${'--:|'.repeat(sizes.length)}`,
    ...names.map((name) => `| \`${name}\` | ${sizes.map((size) => cell(name, size)).join(' | ')} |`),
  ].join('\n');
}

/** Upper median. */
function median(sorted: readonly number[]): number {
  return sorted[sorted.length >> 1]!;
}

function written(share: number): string {
  return share.toFixed(3).replace(/^0/, '');
}
