import { wilsonInterval } from '@propensity/core/metrics';
import { SHIFT_KINDS, type ShiftKind } from '@propensity/simulator';
import { Command, Option } from 'commander';
import { positiveNumber } from '../option-values.js';
import { SHIFT_WEEK, type TenWeeks, tenWeeks } from './ten-weeks.js';

interface DriftCommandOptions {
  readonly seeds: number;
  readonly users: number;
  readonly shift: readonly (ShiftKind | 'none')[];
  readonly json?: boolean;
}

/** Ten weeks with or without a shift, over several seeds. */
export interface DriftRates {
  readonly shift: ShiftKind | 'none';
  readonly runs: number;
  /** Runs with a signal in a week without a shift, by kind and in all. */
  readonly falseAlarms: number;
  readonly falseDrift: number;
  readonly falseDecay: number;
  /** Runs in which the model was recalibrated before the shift, or at all without one. */
  readonly recalibrated: number;
  /** Runs with a signal by the time two weeks with the shift have matured, by kind and in all; 0 without a shift. */
  readonly found: number;
  readonly foundByDrift: number;
  readonly foundByDecay: number;
}

/** When two weeks with the shift are over and final: evaluation runs a week later than the second of them. */
const TWO_MATURED = SHIFT_WEEK + 3;

/** `bench drift`: how often ten weeks raise an alarm. @param write takes what goes to stdout */
export function driftCommand(write: (text: string) => void): Command {
  const kinds = ['none', ...SHIFT_KINDS] as const;
  return new Command('drift')
    .description('Simulate shops for ten weeks, and count false alarms, and shifts of week 6 that are found in time.')
    .option('--seeds <number>', 'shops of each kind', positiveNumber, 20)
    .option('--users <number>', 'people of a shop', positiveNumber, 5000)
    .addOption(new Option('--shift <kinds...>', 'of week 6').choices(kinds).default(kinds))
    .option('--json', 'print one JSON object')
    .action(async ({ seeds, users, shift, json }: DriftCommandOptions) => {
      const rates: DriftRates[] = [];
      for (const kind of shift) rates.push(await driftRates(kind, seeds, users));
      write(json ? JSON.stringify({ users, rates }) : rates.map(describeRates).join('\n'));
    });
}

/** Runs seeds 1 to `seeds`. */
export async function driftRates(shift: ShiftKind | 'none', seeds: number, users: number): Promise<DriftRates> {
  const runs: TenWeeks[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    runs.push(await tenWeeks({ users, seed, shift: shift === 'none' ? null : shift }));
  }
  return ratesOf(shift, runs);
}

/** Counts runs with signals. A shift that begins with a week's snapshot can be seen from the next one on. */
export function ratesOf(shift: ShiftKind | 'none', runs: readonly TenWeeks[]): DriftRates {
  const [first, last] = shift === 'none' ? [Number.POSITIVE_INFINITY, 0] : [SHIFT_WEEK + 1, TWO_MATURED];
  const count = (isMeant: (signal: TenWeeks['signals'][number]) => boolean) =>
    runs.filter(({ signals }) => signals.some(isMeant)).length;
  const isFalse = ({ week }: { readonly week: number }) => week < first;
  const isInTime = ({ week }: { readonly week: number }) => week >= first && week <= last;
  return {
    shift,
    runs: runs.length,
    falseAlarms: count(isFalse),
    falseDrift: count((signal) => isFalse(signal) && signal.kind !== 'decay'),
    falseDecay: count((signal) => isFalse(signal) && signal.kind === 'decay'),
    recalibrated: runs.filter(({ recalibrated }) => recalibrated.some((week) => week < first)).length,
    found: count(isInTime),
    foundByDrift: count((signal) => isInTime(signal) && signal.kind !== 'decay'),
    foundByDecay: count((signal) => isInTime(signal) && signal.kind === 'decay'),
  };
}

function describeRates(rates: DriftRates): string {
  const of = (n: number) => {
    const [low, high] = wilsonInterval(n, rates.runs);
    return `${n} of ${rates.runs} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
  };
  const wrong = `${rates.shift}: false alarms ${of(rates.falseAlarms)}, by drift ${rates.falseDrift}, by decay ${rates.falseDecay}; recalibrated before it ${rates.recalibrated}`;
  if (rates.shift === 'none') return wrong;
  return `${wrong}; found in time ${of(rates.found)}, by drift ${rates.foundByDrift}, by decay ${rates.foundByDecay}`;
}
