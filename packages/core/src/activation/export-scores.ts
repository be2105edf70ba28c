import type { JobSettings } from '../config/settings.js';
import { PropensityError } from '../errors/propensity-error.js';
import { sha256Hex } from '../hashing/sha256.js';
import type { Ports } from '../ports/ports.js';
import type { ConsentWindow, ExportChoice, ScoreExport, StagedExport } from '../ports/score-exports.js';
import { addDays } from '../windows/calendar-day.js';
import { noConsentKnown } from './no-consent-known.js';

export interface ScoreExportRequest {
  readonly choice: ExportChoice;
  /** Name of where the file goes: changes are counted from the last export of the same name. */
  readonly destination: string;
  readonly fileName: string;
  /** What the file is. */
  readonly format: string;
  /** Whether only users who have consented to ads may be in it. */
  readonly forAds?: boolean;
  /** Writes the rows, and returns once the file is whole and in its place. */
  readonly write: (rows: Pick<StagedExport, 'rows' | 'read'>) => Promise<WrittenFile>;
}

export interface WrittenFile {
  /** SHA-256 of its bytes, hexadecimal. */
  readonly sha256: string;
}

/** What an export came to. */
export interface ScoreExportResult {
  readonly job: 'export';
  readonly export_id: string;
  /** What the scores are of. */
  readonly target: string;
  readonly destination: string;
  readonly kind: ExportChoice['kind'];
  /** How many of `top`, or which `decile`; null for another kind. */
  readonly n: number | null;
  /** When the last export to this destination was completed before, ISO 8601 UTC; null where none was. */
  readonly since: string | null;
  readonly exported_at: string;
  /** The newest week that is predicted. */
  readonly week: string;
  readonly rows: number;
  readonly sha256: string;
  /** What the file is. */
  readonly format: string;
  /** Users who would be in the file and are held out. */
  readonly held_out: number;
  /** Users who would be in the file and have not consented to ads; null where consent was not asked for. */
  readonly without_consent: number | null;
}

/** What exports need of the settings. */
export type ExportSettings = Pick<
  JobSettings,
  'targetEvent' | 'holdout' | 'activation' | 'saysConsent' | 'lookbackDays'
>;

/** Weeks whose users have their consent looked up begin at the latest so many days before the last day of the export. */
const CONSENT_SLACK_DAYS = 14;

/** Which weeks were scored. */
interface ScoredWeeks {
  readonly predictions: Pick<Ports['predictions'], 'runs'>;
}

/** A name is part of a key, and of messages. */
const DESTINATION = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * Writes current scores of the configuration's target into a file, and then, in one transaction, records the export and what its destination
 * has been given. Where it is cut short before that, the next export gives the same rows again: each change is given at least once.
 * @throws PropensityError `bad_export`, `no_predictions` (nothing is written then), `exported_meanwhile` (the file is written and not recorded);
 * whatever `write` throws
 */
export async function exportScores(
  ports: Pick<Ports, 'exports' | 'events' | 'clock' | 'progress'> & ScoredWeeks,
  settings: ExportSettings,
  { choice, destination, fileName, format, forAds = false, write }: ScoreExportRequest,
): Promise<ScoreExportResult> {
  const { targetEvent: target, holdout } = settings;
  checkRequest(choice, destination);
  ports.progress.step('Choosing the users');
  const last = (await ports.exports.list(target, destination)).at(-1);
  const consent = forAds ? await consentWindow(ports, settings) : undefined;
  const staged = await ports.exports.stage(target, destination, choice, { holdout, consent });
  try {
    if (staged.week === null) throw noPredictions(target);
    ports.progress.step('Writing the file');
    const { sha256 } = await write(staged);
    const n = 'n' in choice ? choice.n : null;
    const facts = {
      sequence: (last?.sequence ?? 0) + 1,
      target,
      destination,
      exportedAt: new Date(ports.clock()).toISOString(),
      week: staged.week,
      kind: choice.kind,
      n,
      rows: staged.rows,
      sha256,
      fileName,
      format,
      heldOut: staged.heldOut,
      withoutConsent: staged.withoutConsent,
    };
    const done: ScoreExport = { ...facts, exportId: sha256Hex(JSON.stringify(facts)).slice(0, 16) };
    await staged.record(done);
    return resultOf(done, last);
  } finally {
    await staged.discard();
  }
}

function resultOf(done: ScoreExport, last: ScoreExport | undefined): ScoreExportResult {
  const { exportId, target, destination, kind, n, exportedAt, week, rows, sha256, format } = done;
  const since = last?.exportedAt ?? null;
  return {
    job: 'export',
    export_id: exportId,
    target,
    destination,
    kind,
    n,
    since,
    exported_at: exportedAt,
    week,
    rows,
    sha256,
    format: format ?? '',
    held_out: done.heldOut ?? 0,
    without_consent: done.withoutConsent,
  };
}

/**
 * The days whose events say who has consented: those that the scores of the newest two weeks were made of, and all since; users of the
 * week before are given once more when they are not scored again. Undefined where the source says nothing and
 * the configuration takes that for consent.
 */
async function consentWindow(
  { events, predictions }: Pick<Ports, 'events'> & ScoredWeeks,
  { targetEvent, saysConsent = false, activation, lookbackDays }: ExportSettings,
): Promise<ConsentWindow | undefined> {
  const unknown = activation?.unknownConsent ?? 'denied';
  if (!saysConsent) {
    if (unknown === 'granted') return undefined;
    throw noConsentKnown();
  }
  const last = (await events.days()).at(-1)!.date;
  const scored = (await predictions.runs())
    .filter(({ target }) => target === targetEvent)
    .map(({ snapshot, result }) => ({ snapshot, days: Math.max(lookbackDays, result.lookback_days ?? 0) }));
  const newest = [...new Set(scored.map(({ snapshot }) => snapshot))].sort().slice(-2);
  const starts = scored
    .filter(({ snapshot }) => newest.includes(snapshot))
    .map(({ snapshot, days }) => addDays(snapshot, -days));
  const [from] = [addDays(last, -lookbackDays - CONSENT_SLACK_DAYS), ...starts].sort();
  return { from: from!, until: addDays(last, 1), unknown };
}

function checkRequest(choice: ExportChoice, destination: string): void {
  if (!DESTINATION.test(destination)) {
    throw badExport(
      `"${destination}" cannot name a destination.`,
      'Use letters, digits, ".", "_" and "-": 64 at most, a letter or digit first.',
    );
  }
  if (choice.kind === 'top' && !(Number.isSafeInteger(choice.n) && choice.n >= 1)) {
    throw badExport(`The top ${choice.n} users cannot be exported.`, 'Ask for 1 user or more.');
  }
  if (choice.kind === 'decile' && !(Number.isSafeInteger(choice.n) && choice.n >= 1 && choice.n <= 10)) {
    throw badExport(`There is no decile ${choice.n}.`, 'Deciles are 1, with the highest scores, to 10.');
  }
}

function badExport(message: string, hint: string): PropensityError {
  return new PropensityError('bad_export', message, { kind: 'usage', hint });
}

function noPredictions(target: string): PropensityError {
  return new PropensityError('no_predictions', `Nobody has a prediction for "${target}" yet.`, {
    kind: 'refused',
    hint: 'Make them with "propensity predict".',
  });
}
