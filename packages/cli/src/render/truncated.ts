import displayWidth from 'fast-string-width';
import { spell } from './glyphs.js';
import type { Screen } from './screen.js';

/** The text in at most `width` columns; what is cut off is shown by `…`. */
export function truncated(text: string, width: number, screen: Pick<Screen, 'unicode'>): string {
  if (displayWidth(text) <= width) return text;
  const sign = spell('…', screen);
  if (width < sign.length) return '';
  let kept = '';
  let used = sign.length;
  for (const character of text) {
    used += displayWidth(character);
    if (used > width) break;
    kept += character;
  }
  return kept + sign;
}
