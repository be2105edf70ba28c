import type { FlaggedDrift } from './summarise-drift.js';

/** A row that is reported, in words: `"add_to_cart" events per user 0.52, now 0.2`. */
export function describeDrift(flagged: FlaggedDrift): string {
  const { kind, name, psi, flagged_for, before, now } = flagged;
  switch (flagged_for.find((reason) => reason !== 'psi')) {
    case 'volume':
      if (kind === 'users') return `users ${before!.toLocaleString('en')}, now ${now!.toLocaleString('en')}`;
      return `${name === '' ? '' : `"${name}" `}events per user ${rate(before!)}, now ${rate(now!)}`;
    case 'missing':
      return `users without ${name} ${percent(before!)}, now ${percent(now!)}`;
    case 'zero':
      return `users with ${name} 0 ${percent(before!)}, now ${percent(now!)}`;
    case 'unseen':
      return `users with a ${name} that the model does not know ${percent(before!)}, now ${percent(now!)}`;
    default:
      return `${kind === 'scores' ? 'the scores are' : `${name} is`} distributed otherwise (PSI ${rate(psi!)})`;
  }
}

function rate(value: number): string {
  return String(Number(value.toPrecision(2)));
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
