import { PropensityError } from '../errors/propensity-error.js';
import type { DoctorCheck } from '../results/doctor-report.js';
import { addDays } from '../windows/calendar-day.js';
import { describeDays } from '../windows/export-calendar.js';
import type { TrainingPlan } from '../windows/training-plan.js';
import { exportDaysNeeded } from '../windows/training-windows.js';
import type { JobWindows } from './job-windows.js';

/** Whether every day of a training's windows is there and final. A failed check says all that is wrong with them, not the first of it. */
export function checkWindows({ calendar, settings }: JobWindows, plan: TrainingPlan): DoctorCheck {
  const name = 'windows';
  try {
    calendar.assertTrainable(plan.all);
    return { name, status: 'ok', message: 'Every day of the windows is there and final.', hint: '' };
  } catch (error) {
    if (!PropensityError.is(error)) throw error;
    const { lookbackDays, horizonDays, training } = settings;
    const from = addDays([...plan.all].sort()[0]!, -lookbackDays);
    const labelsMissing = error.code === 'labels_not_final';
    const missing = calendar.missingDays(from, labelsMissing ? plan.test : addDays(plan.test, horizonDays));
    if (missing.length === 0) return { name, status: 'fail', message: error.message, hint: error.hint };
    const { snapshots, everyDays } = training;
    const needed = exportDaysNeeded({ lookbackDays, snapshots }, { horizonDays, everyDays });
    const days =
      `${lookbackDays} days of behaviour before each of ${snapshots === 1 ? '1 snapshot' : `${snapshots} snapshots`} and ${horizonDays} of labels ` +
      `need ${needed} days of export, ${from} to ${addDays(plan.test, horizonDays - 1)}; ` +
      `${missing.length === 1 ? 'one of them is' : `${missing.length} of them are`} missing: ${describeDays(missing)}.`;
    const hints = labelsMissing ? [error.hint, missingHint(calendar, plan)] : [error.hint];
    return {
      name,
      status: 'fail',
      message: labelsMissing ? `${error.message} ${days}` : days,
      hint: hints.filter((hint) => hint !== '').join(' '),
    };
  }
}

/** What is said of the days of features alone. */
function missingHint(calendar: JobWindows['calendar'], plan: TrainingPlan): string {
  try {
    for (const snapshot of plan.all) calendar.assertScorable(snapshot);
    return '';
  } catch (error) {
    if (PropensityError.is(error)) return error.hint;
    throw error;
  }
}
