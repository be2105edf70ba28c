import type { ReportedDrift, ReportedDriftWeek } from '@propensity/core/report';

/** Whether the newest week is like the training, and whether the model keeps its promise. @param drift with at least one week */
export function driftSentence({ weeks, flagged }: ReportedDrift): string {
  const last = weeks.at(-1)!;
  const drifted =
    last.flagged === 0
      ? `The week of ${last.week} is like the training of its model, as far as so many users can show.`
      : `The week of ${last.week} differs from the training of its model, or from the week before: ${flagged[0]!.text}`;
  const judged = weeks.findLast(({ decay }) => decay !== null);
  if (judged === undefined) return `${drifted} Whether the model decays is known once a week is final.`;
  return `${drifted} ${judged.decay === 'holds' ? `Up to the week of ${judged.week} the model keeps what its test promised.` : `By the week of ${judged.week} the model has decayed: ${DECAYED[judged.decay!] ?? 'see the table'}.`}`;
}

const DECAYED: Readonly<Record<string, string>> = {
  more: 'more users convert than it says',
  fewer: 'fewer users convert than it says',
  ranking: 'it ranks worse than its test promised',
};

/** `holds`, or how the model has decayed; – where the week does not count. */
export function decayText({ decay }: ReportedDriftWeek): string {
  if (decay === null) return '–';
  return decay === 'holds' ? 'holds' : `decayed: ${DECAYED[decay] ?? decay}`;
}
