import type { MeasureEffect } from '@propensity/core/report';

/** What a measure is, as a sentence over all its windows; empty where nobody has said. */
export function meaningOf({ features }: MeasureEffect): string {
  const [first] = features;
  const days = features.map(({ feature }) => /_(\d+)d$/.exec(feature)?.[1] ?? '').filter(Boolean);
  const meaning = first?.meaning.replace(/\.$/, '') ?? '';
  if (features.length === 1 || meaning === '') return meaning === '' ? '' : `${meaning}.`;
  const listed = `${days.slice(0, -1).join(', ')} and ${days.at(-1)}`;
  return `${meaning.replace(new RegExp(`\\b${days[0]}\\b`), () => listed)}.`;
}
