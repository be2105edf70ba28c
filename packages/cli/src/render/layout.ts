import displayWidth from 'fast-string-width';
import { spell } from './glyphs.js';
import type { Screen } from './screen.js';
import { tint, tintMark } from './tint.js';

/** Beside labels, values need so many columns to be read; with fewer they stand below. */
const LEAST_VALUE = 24;
const GAP = 3;

/** Lines of at most `width` columns, broken at spaces; a word that is longer stays whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let used = 0;
  // A number stays with its percent sign.
  for (const word of text.split(/ (?!%(?:[^\w%]|$))/)) {
    const size = displayWidth(word);
    if (lines.length > 0 && used + 1 + size <= width) {
      lines[lines.length - 1] += ` ${word}`;
      used += 1 + size;
    } else {
      lines.push(word);
      used = size;
    }
  }
  return lines;
}

/** `text` padded with spaces to `width` columns, before it with `'right'`. */
export function pad(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  const spaces = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return side === 'left' ? text + spaces : spaces + text;
}

/**
 * A sentence over as many lines as it needs, those after the first indented like the text behind `lead`; where a word
 * has no room there, the sentence stands below the lead.
 */
export function sentence(text: string, screen: Screen, lead = ''): string[] {
  const first = spell(lead, screen);
  const width = displayWidth(first);
  const lines = wrap(spell(text, screen), screen.columns - width);
  const fits = lines.every((line) => displayWidth(line) <= screen.columns - width);
  if (fits || first.trim() === '') {
    return lines.map((line, index) => `${index === 0 ? first : ' '.repeat(width)}${line}`);
  }
  const indent = ' '.repeat(/^ */.exec(first)![0].length + 2);
  return [first.trimEnd(), ...sentence(text, screen, indent)];
}

/** A sentence that heads what follows, bold; a mark at its beginning has its colour. */
export function heading(text: string, screen: Screen): string[] {
  const mark = /^[✓✗!] /.exec(text)?.[0] ?? '';
  const lead = spell(mark, screen);
  const lines = wrap(spell(text.slice(mark.length), screen), screen.columns - lead.length);
  return lines.map(
    (line, index) => (index === 0 ? tintMark(lead, screen) : ' '.repeat(lead.length)) + tint('heading', line, screen),
  );
}

/** Lines of `label   value`, the values aligned, and broken within their column. */
export function aligned(rows: readonly (readonly [label: string, value: string])[], screen: Screen): string[] {
  const labels = rows.map(([label]) => spell(label, screen));
  const column = 2 + Math.max(0, ...labels.map((label) => displayWidth(label))) + GAP;
  return rows.flatMap(([, value], index) => {
    const label = labels[index]!;
    const shown = `  ${tint('label', label, screen)}`;
    const beside = screen.columns - column >= LEAST_VALUE;
    const indent = beside ? column : 4;
    const lines = wrap(spell(value, screen), screen.columns - indent);
    const start = `${shown}${' '.repeat(column - 2 - displayWidth(label))}`;
    return beside
      ? lines.map((line, at) => `${at === 0 ? start : ' '.repeat(column)}${line}`.trimEnd())
      : [shown, ...lines.map((line) => `    ${line}`)];
  });
}

/** A bullet per note; `!`, `✓` and `✗` have their colours. */
export function bullets(notes: readonly string[], screen: Screen, mark = '!'): string[] {
  // Where "ok" stands for ✓, every mark of a list takes two columns.
  const shown = screen.unicode ? mark : spell(mark, screen).padEnd(2);
  const indent = displayWidth(shown) + 3;
  return notes.flatMap((note) =>
    wrap(spell(note, screen), screen.columns - indent).map(
      (line, index) => `  ${index === 0 ? tintMark(shown, screen) : ' '.repeat(displayWidth(shown))} ${line}`,
    ),
  );
}

/** Lines that are ready, spelled for the screen and joined. */
export function page(lines: readonly string[], screen: Screen): string {
  return spell(lines.join('\n'), screen);
}

/** Free text: lines that are too long are broken, and go on below their first word. */
export function fit(text: string, screen: Screen): string {
  return spell(text, screen)
    .split('\n')
    .flatMap((line) => {
      if (displayWidth(line) <= screen.columns) return [line];
      const lead = /^\s*(?:(?:[!✓✗·x-]|ok|->|→) +)?/.exec(line)![0];
      return wrap(line.slice(lead.length), screen.columns - displayWidth(lead)).map(
        (part, index) => (index === 0 ? lead : ' '.repeat(displayWidth(lead))) + part,
      );
    })
    .join('\n');
}
