import { styleText } from 'node:util';
import type { Screen } from './screen.js';

/** What a text is to its reader; how that looks is decided here alone. */
const LOOKS = {
  good: 'green',
  careful: 'yellow',
  bad: 'red',
  heading: 'bold',
  label: 'dim',
  command: 'cyan',
  drawn: 'cyan',
} as const;

/** A part of the text as its role looks; plain where the screen has no colours. */
export function tint(role: keyof typeof LOOKS, text: string, { colour }: Pick<Screen, 'colour'>): string {
  // The screen has decided by its own stream, which need not be the one of this process.
  return colour && text !== '' ? styleText(LOOKS[role], text, { validateStream: false }) : text;
}

const ROLE_OF_MARK: Readonly<Record<string, keyof typeof LOOKS>> = {
  '✓': 'good',
  ok: 'good',
  '!': 'careful',
  '✗': 'bad',
  x: 'bad',
};

/** A mark such as `✓`, in its colour; others stay plain. */
export function tintMark(mark: string, screen: Pick<Screen, 'colour'>): string {
  const role = ROLE_OF_MARK[mark.trim()];
  return role === undefined ? mark : tint(role, mark, screen);
}
