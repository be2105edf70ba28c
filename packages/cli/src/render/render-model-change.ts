import type { ModelAction, ModelChange, ModelChangeResult } from '@propensity/core/registry';
import { heading, page, sentence } from './layout.js';
import type { Screen } from './screen.js';

const DONE: Readonly<Record<ModelAction, (model: string) => string>> = {
  promote: (model) => `promoted ${model}`,
  pin: (model) => `pinned ${model}`,
  unpin: (model) => `unpinned ${model}`,
  rollback: (model) => `went back to ${model}`,
  retire: (model) => `took ${model} out of use`,
};

/** A decision in words: "anna promoted m on 2026-02-01, passing over n: the price test is over". */
export function describeChange({ by, action, model, at, passedOver, why }: ModelChange): string {
  const over = passedOver.length === 0 ? '' : `, passing over ${passedOver.join(', ')}`;
  return `${by} ${DONE[action](model)} on ${at.slice(0, 'YYYY-MM-DD'.length)}${over}${why === '' ? '' : `: ${why}`}`;
}

/** What was decided, and what scores from now on. */
export function renderModelChange({ change, serving }: ModelChangeResult, screen: Screen): string {
  const { before, after } = serving;
  const next =
    after === null
      ? 'No model is left: predictions are refused until one is trained or promoted.'
      : before === after
        ? `The next predictions use ${after}, as before.`
        : `The next predictions use ${after}${before === null ? '' : ` in place of ${before}`}.`;
  return page([...heading(`✓ ${describeChange(change)}`, screen), '', ...sentence(next, screen)], screen);
}
