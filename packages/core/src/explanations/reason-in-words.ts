import { featureWindow } from './feature-windows.js';

/** One of the features of a reason. */
export interface ReasonPart {
  readonly feature: string;
  /** The user's value; null when missing. */
  readonly value: number | string | boolean | null;
  /** Log-odds added relative to the average user that the model was fitted on. */
  readonly contribution: number;
}

/**
 * `Sessions in the last 7 days: 12 – raises the odds 2.3 times.`
 * `Sessions in the last 3, 7 and 30 days: 0, 2 and 5 – raises the odds 1.9 times.`
 * @param parts one, or the windows of one measure, shortest first
 * @param meaningOf a feature's sentence for people
 */
export function reasonInWords(parts: readonly ReasonPart[], meaningOf: (feature: string) => string): string {
  const values = listed(parts.map(({ value }) => shown(value)));
  const contribution = parts.reduce((sum, part) => sum + part.contribution, 0);
  return `${subjectOf(parts, meaningOf)}: ${values} – ${effectInWords(contribution)}.`;
}

/** `raises the odds 2.3 times`. @param contribution log-odds */
export function effectInWords(contribution: number): string {
  const factor = Math.exp(Math.abs(contribution));
  if (factor < 1.005) return 'makes no difference';
  return `${contribution > 0 ? 'raises' : 'lowers'} the odds ${shown(factor)} times`;
}

/**
 * The sentence that all windows share apart from their number of days, with all numbers listed; else the measure's
 * name.
 */
function subjectOf(parts: readonly ReasonPart[], meaningOf: (feature: string) => string): string {
  const windows = parts.map(({ feature }) => ({
    ...featureWindow(feature),
    sentence: meaningOf(feature).replace(/\.$/, ''),
  }));
  const [first] = windows;
  if (windows.length === 1) return first!.sentence;
  const days = listed(windows.map((window) => String(window.days)));
  const shared = windows.map((window) => window.sentence.replace(new RegExp(`\\b${window.days}\\b`), () => days));
  return new Set(shared).size === 1 ? shared[0]! : `${first!.measure} in the last ${days} days`;
}

/** `a`, `a and b`, `a, b and c`. */
function listed(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join() : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}

/** Whole numbers as they are, others to three significant digits. */
function shown(value: ReasonPart['value']): string {
  if (value === null) return 'missing';
  return typeof value !== 'number' || Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}
