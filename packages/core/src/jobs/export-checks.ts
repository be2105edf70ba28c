import { PropensityError } from '../errors/propensity-error.js';
import type { AmountEvidence, DatedColumns, ExportEvidence, MisplacedRows } from '../ports/export-evidence.js';
import type { DoctorCheck } from '../results/doctor-report.js';
import { type ZoneVerdict, zoneVerdict } from '../zone/zone-verdict.js';

/** Files of which more rows are of other days are worth a word; a currency that so many orders are in may be the one to add up. */
const MOSTLY = 0.5;
/** The currency that Analytics converts into. */
const CONVERTED_INTO = 'USD';
/** So many files or zones are named. */
const NAMED = 3;

/** What the rows of the export say against the configuration: the time zone, the days of the files, the amounts. */
export function checkExport(evidence: ExportEvidence, timeZone: string): DoctorCheck[] {
  const zone = zoneVerdict(evidence.dates, timeZone);
  return [
    checkZone(zone, timeZone, evidence.columns),
    // In a wrong zone, rows of every file seem to be of other days.
    ...(zone.verdict === 'another' ? [] : checkPlaces(evidence.misplaced)),
    ...checkAmounts(evidence.amounts),
  ];
}

/**
 * Refuses an export whose dates were written in another time zone: its days would not be the property's days.
 * @throws PropensityError `wrong_time_zone`, which proposes a zone
 */
export function assertZone(evidence: ExportEvidence, timeZone: string): void {
  const verdict = zoneVerdict(evidence.dates, timeZone);
  if (verdict.verdict !== 'another') return;
  const { message, hint } = checkZone(verdict, timeZone, evidence.columns);
  throw new PropensityError('wrong_time_zone', message, {
    kind: 'usage',
    hint,
    details: { timeZone, proposed: verdict.best!.zone, elsewhere: verdict.elsewhere },
  });
}

/** The zone that the dates were written in, where that is another one than is configured; null where it is not. */
export function proposedZone(evidence: ExportEvidence, timeZone: string): string | null {
  const { verdict, best } = zoneVerdict(evidence.dates, timeZone);
  return verdict === 'another' ? best!.zone : null;
}

function checkZone({ verdict, elsewhere, best }: ZoneVerdict, timeZone: string, columns: DatedColumns): DoctorCheck {
  const name = 'time zone';
  const share = `In ${(100 * elsewhere).toFixed(1)} % of the rows, ${columns.date} is not their day in ${timeZone}`;
  if (verdict === 'fits') {
    return { name, status: 'ok', message: `The dates of the rows are their days in ${timeZone}.`, hint: '' };
  }
  if (verdict === 'none') {
    return {
      name,
      status: 'warn',
      message: `${share}, and no other time zone explains them.`,
      hint: `Rows count for the day of their moment. Check that ${columns.date} and ${columns.moment} are as they were exported.`,
    };
  }
  const { zone, alike } = best!;
  const others = alike.slice(0, NAMED).join(', ');
  return {
    name,
    status: 'fail',
    message: `${share}; in ${zone} ${(100 * best!.elsewhere).toFixed(1)} %.`,
    hint: `Set "source": {"timeZone": "${zone}"}, the zone that the property reports in${others === '' ? '' : ` (of the same days: ${others})`}.`,
  };
}

function checkPlaces(misplaced: readonly MisplacedRows[]): DoctorCheck[] {
  const name = 'days of rows';
  const mostly = misplaced.filter(({ rows, elsewhere }) => elsewhere > MOSTLY * rows);
  const unread = misplaced.filter(({ unread }) => unread > 0);
  const checks: DoctorCheck[] = [];
  if (mostly.length > 0) {
    checks.push({
      name,
      status: 'warn',
      message: `Most rows of ${named(mostly)} are of other days than the name says; they count for the days of their moments.`,
      hint: 'Where a file or table is named by the day it was made, this is as it should be. Otherwise export the days again.',
    });
  }
  if (unread.length > 0) {
    const rows = unread.reduce((sum, { unread }) => sum + unread, 0);
    checks.push({
      name,
      status: 'warn',
      message: `${rows.toLocaleString('en')} rows of ${named(unread)} are of days more than three days away; they are not read.`,
      hint: 'Put them into the file or table of their days; name a file of several days events_YYYYMMDD_YYYYMMDD.',
    });
  }
  return checks;
}

function named(files: readonly MisplacedRows[]): string {
  const names = files.slice(0, NAMED).map(({ name }) => name);
  return files.length <= NAMED ? names.join(', ') : `${names.join(', ')} and ${files.length - NAMED} others`;
}

function checkAmounts(amounts: AmountEvidence | undefined): DoctorCheck[] {
  if (amounts === undefined) return [];
  const { orders, currency, foreign, currencies, unreadable, refunds } = amounts;
  const count = (n: number) => n.toLocaleString('en');
  const unknown = [
    ...(foreign === 0 ? [] : [`${count(foreign)} are in ${currencies.join(', ')} without a value in ${currency}`]),
    ...(unreadable === 0 ? [] : [`${count(unreadable)} have an amount that is not a number`]),
  ];
  const refunded = refunds === 0 ? [] : [`${count(refunds)} were refunded, which is taken off`];
  const found = [...unknown, ...refunded];
  if (found.length === 0) return [];
  const message = `Of ${count(orders)} orders, ${found.join(', ')}.`;
  if (unknown.length === 0) return [{ name: 'amounts', status: 'ok', message, hint: '' }];
  return [
    {
      name: 'amounts',
      status: 'warn',
      message: `${message} Amounts that are not known are not added up.`,
      hint: hintOfAmounts(amounts),
    },
  ];
}

function hintOfAmounts({
  orders,
  currency,
  foreign,
  currencies: [only, ...others],
  unreadable,
}: AmountEvidence): string {
  if (foreign > MOSTLY * orders && others.length === 0) {
    return `Set "source": {"currency": "${only}"} to add up the amounts in ${only}, and those alone.`;
  }
  const sent = 'Send "value" as a number, and "currency", with every purchase';
  if (foreign === 0 || (unreadable > 0 && currency !== CONVERTED_INTO)) return `${sent}.`;
  return currency === CONVERTED_INTO
    ? `${sent}: Analytics then converts it into US dollars.`
    : 'Leave "source.currency" out to add up what Analytics has converted into US dollars.';
}
