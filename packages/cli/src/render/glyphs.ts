import type { Screen } from './screen.js';

/** What stands for each sign of ours where only ASCII can be shown. */
const ASCII: Readonly<Record<string, string>> = {
  '✓': 'ok',
  '✗': 'x',
  '★': '*',
  '·': '-',
  '→': '->',
  '×': 'x',
  '±': '+/-',
  '–': '-',
  '—': '-',
  '−': '-',
  '…': '...',
  '≥': '>=',
  '▁': '_',
  '▂': '.',
  '▃': '-',
  '▄': '~',
  '▅': '=',
  '▆': '+',
  '▇': '*',
  '≤': '<=',
  '━': '=',
  '█': '#',
  '▉': '#',
  '▊': '#',
  '▋': '#',
  '▌': '#',
  '▍': ' ',
  '▎': ' ',
  '▏': ' ',
  '░': '.',
  '“': '"',
  '”': '"',
  '’': "'",
};

const ANY = new RegExp(`[${Object.keys(ASCII).join('')}]`, 'g');

/**
 * The text in signs that the screen can show. What is not ours, such as the name of an event, is left as it is.
 * Spelling a text twice changes nothing more.
 */
export function spell(text: string, { unicode }: Pick<Screen, 'unicode'>): string {
  return unicode ? text : text.replace(ANY, (sign) => ASCII[sign]!);
}
