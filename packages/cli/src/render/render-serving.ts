import type { ServingResult } from '../results.js';
import { heading, page, sentence } from './layout.js';
import type { Screen } from './screen.js';

export function renderServing(result: ServingResult, screen: Screen): string {
  const { place, whole, reason, newest, written, deleted } = result;
  const says = whole ? '✓ The serving store holds every current prediction' : '✗ Lookups are not answered from it';
  const changes = written === undefined ? [] : [`${written} written, ${deleted} deleted`];
  const lines = [
    place,
    ...(reason === null ? [] : [reason]),
    ...newest.map(
      ({ target, predicted_week, predicted_at }) => `"${target}": ${predicted_week}, made at ${predicted_at}`,
    ),
    ...changes,
  ];
  return page([...heading(says, screen), '', ...lines.flatMap((line) => sentence(line, screen, '  '))], screen);
}
