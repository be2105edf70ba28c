import type { CurvePoint, GlobalShapes, PairMap, ToldCurve } from '@propensity/core/models';
import { heading, page, sentence } from './layout.js';
import type { Screen } from './screen.js';

const FEATURES = 12;
const PAIRS = 5;
const LEVELS = 4;
/** Columns of a curve. */
const WIDTH = 32;
const HEIGHTS = '▁▂▃▄▅▆▇█';

/** The strongest curves and pairs of a model that has them. */
export function renderShapes(model: string, { curves, pairs }: GlobalShapes, screen: Screen): string {
  const rest = curves.length - FEATURES;
  return page(
    [
      ...heading(
        `What ${model} has learnt: importance (deviation of log-odds among training users), then what each feature adds to the log-odds`,
        screen,
      ),
      '',
      ...curves.slice(0, FEATURES).flatMap((curve) => curveLines(curve, screen)),
      ...(rest > 0 ? [`  … and ${rest} features of less importance`] : []),
      ...(pairs.length === 0
        ? []
        : ['', ...sentence('Together, beside what each of two features adds alone:', screen)]),
      ...pairs.slice(0, PAIRS).flatMap((pair) => sentence(pairText(pair), screen, `  ${pair.sd.toFixed(3)}  `)),
    ],
    screen,
  );
}

function curveLines({ feature, kind, importance, text, points }: ToldCurve, screen: Screen): string[] {
  const shape = kind === 'numeric' ? [numberLine(points)] : levelLines(points);
  return [
    ...sentence(feature, screen, `  ${(importance ?? 0).toFixed(3)}  `),
    ...shape.map((line) => `         ${line}`),
    ...sentence(text, screen, '         '),
    '',
  ];
}

/** `0.1 ▁▁▂▃▅▆▇██ 14   −0.32 to 0.41   missing 0.05` */
function numberLine(points: readonly CurvePoint[]): string {
  const known = points.filter(({ centre, from, to }) => centre !== null && (from !== null || to !== null));
  const missing = points.find(({ column }) => column.endsWith('=(missing)'));
  const ofMissing = missing === undefined ? '' : `   missing ${logOdds(missing.effect)}`;
  if (known.length === 0) return ofMissing.trim();
  const effects = known.map(({ effect }) => effect);
  const [low, high] = [Math.min(...effects), Math.max(...effects)];
  const columns = Math.min(WIDTH, known.length);
  const bars = Array.from({ length: columns }, (_, column) => {
    const effect = effects[Math.round((column * (known.length - 1)) / Math.max(1, columns - 1))]!;
    const height = high > low ? Math.round(((effect - low) / (high - low)) * (HEIGHTS.length - 1)) : 0;
    return HEIGHTS[height];
  });
  const [first, last] = [known[0]!.centre!, known.at(-1)!.centre!];
  return `${shown(first)} ${bars.join('')} ${shown(last)}   ${logOdds(low)} to ${logOdds(high)}${ofMissing}`;
}

function levelLines(points: readonly CurvePoint[]): string[] {
  const largest = [...points].sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect));
  const lines = largest.slice(0, LEVELS).map(({ column, effect }) => `${logOdds(effect)}  ${column}`);
  return points.length > LEVELS ? [...lines, `… and ${points.length - LEVELS} more`] : lines;
}

/** Where two features together add most, and least. */
function pairText({ features, labels, effects }: PairMap): string {
  const cells = effects.flatMap((row, i) =>
    row.map((effect, j) => ({ effect, text: `${labels[0][i]}, ${labels[1][j]}` })),
  );
  const sorted = cells.sort((a, b) => b.effect - a.effect);
  const [most, least] = [sorted[0]!, sorted.at(-1)!];
  return `${features.join(' with ')}: most where ${most.text} (${logOdds(most.effect)}), least where ${least.text} (${logOdds(least.effect)})`;
}

function logOdds(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(2)));
}
