import type { CollapsedInput } from './collapsed-inputs.js';

/** So many are named in a sentence; the rest are counted. */
const NAMED = 8;

/** What has collapsed, what it was at training and what it is now, in words: `"page_view" events per user 5.2, now 0; …`. */
export function describeCollapse(inputs: readonly CollapsedInput[]): string {
  const named = inputs.slice(0, NAMED).map(describeOne);
  const rest = inputs.length - named.length;
  return [...named, ...(rest === 0 ? [] : [`and ${rest} more`])].join('; ');
}

function describeOne({ kind, name, before, now }: CollapsedInput): string {
  switch (kind) {
    case 'users':
      return `users ${before.toLocaleString('en')}, now ${now.toLocaleString('en')}`;
    case 'events':
      return `events per user ${rate(before)}, now ${rate(now)}`;
    case 'name':
      return `"${name}" events per user ${rate(before)}, now ${rate(now)}`;
    case 'attribute':
      return `events with a known ${name} ${percent(before)}, now ${percent(now)}`;
    case 'missing':
      return `users without ${name} ${percent(before)}, now ${percent(now)}`;
    case 'zero':
      return `users with ${name} 0 ${percent(before)}, now ${percent(now)}`;
    case 'unseen':
      return `users with a ${name} that the model does not know ${percent(before)}, now ${percent(now)}`;
  }
}

function rate(value: number): string {
  return String(Number(value.toPrecision(2)));
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
