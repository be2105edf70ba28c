import type { ReportData } from '@propensity/core/report';
import { share, users } from '../numbers.js';
import { type Markdown, markdown, markdownList, read } from './markdown.js';

/** Below so many conversions, figures are rough. */
const FEW = 100;
/** What is told of the notes; the page has all. */
const TOLD = 10;

/** What could go wrong for people. */
export function ethicalConsiderations({ holdout }: ReportData): Markdown[] {
  return [
    markdownList([
      markdown`The data are what people did on a site or in an app. Whoever uses the scores needs a legal ground for that, and has to honour consent and objection: \`propensity export --consented\` leaves out who has not consented to ads, \`propensity forget\` erases a user.`,
      markdown`A model repeats what was: people who were not reached before, or whom the site serves badly, get low scores, and acting on high scores alone keeps it so.`,
      holdout.length > 0
        ? markdown`Users who are held out of exports are drawn at random, whatever their score.`
        : markdown`No comparison of exported with held-out users exists, so what acting on the scores changes is not known.`,
    ]),
  ];
}

/** What to mind, found in the data of this very report. */
export function caveats({ worth, model, weeks, notes }: ReportData): Markdown[] {
  const known = weeks.findLast(({ reachable_share }) => reachable_share !== null);
  const counts: (readonly [of: string, positives: number])[] = [
    ['the test', model.recalibration?.positives ?? model.test.positives],
    ...(worth.source === 'weeks' ? [['the matured weeks', worth.positives] as const] : []),
  ];
  return [
    markdownList([
      ...counts.map(([of, positives]) =>
        positives < FEW
          ? markdown`**Few conversions** in ${of}: ${read(positives, users)}. Its figures are rough: look at the intervals.`
          : markdown`Conversions in ${of}: ${read(positives, users)}. The intervals say how far the figures can be off.`,
      ),
      ...(known === undefined
        ? []
        : [
            markdown`Only users who had been seen before are scored. In the week of ${known.week} they made ${read(known.reachable_share, share)} of the converters; the others were new.`,
          ]),
      markdown`Users are what the analytics export takes for users: somebody with two devices may be two of them, and who deletes cookies is new.`,
      ...(worth.snapshots.length > 1
        ? [
            markdown`A user who is scored in several weeks counts once a week; the intervals take that for independent, and are a little too narrow.`,
          ]
        : []),
      ...(model.champion ? [] : [markdown`This model does not score the next week.`]),
      markdown`Read it again after each evaluation: a model is of its time, and drift and decay above say whether that is over.`,
    ]),
    ...(notes.length === 0
      ? []
      : [
          markdown`What runs have noted, newest first${notes.length > TOLD && '; the page has more'}:`,
          markdownList(notes.slice(0, TOLD).map(({ snapshot, text }) => markdown`${snapshot}: ${text}`)),
        ]),
  ];
}
