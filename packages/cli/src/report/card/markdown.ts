import type { Interval } from '@propensity/core';
import type { Write } from '../numbers.js';

/** Markdown that may stand in a document as it is. */
export class Markdown {
  constructor(readonly text: string) {}
}

/** What may stand between the marks: texts are escaped, lists are joined, null and false are nothing. */
export type MarkdownValue = Markdown | string | null | false | readonly MarkdownValue[];

/** Markdown with values. Everything but `Markdown` is escaped, and stays in its line. */
export function markdown(marks: TemplateStringsArray, ...values: readonly MarkdownValue[]): Markdown {
  return new Markdown(marks.reduce((text, part, index) => text + written(values[index - 1] ?? null) + part));
}

function written(value: MarkdownValue): string {
  if (value instanceof Markdown) return value.text;
  if (value === null || value === false) return '';
  return typeof value === 'string' ? escapedMarkdown(value) : value.map(written).join('');
}

/** Text that reads the same in GitHub's Markdown, in a paragraph and in a table. */
export function escapedMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*[\]<>|~#$&]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, (character) => `\\${character}`);
}

/** Text in the type of code. */
export function code(text: string): Markdown {
  const inside = text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...inside.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return new Markdown(longest === 0 ? `${fence}${inside}${fence}` : `${fence} ${inside} ${fence}`);
}

/** A number as the page has it; – where it is undefined. */
export function read(value: number | null, write: Write): Markdown {
  return new Markdown(value === null ? '–' : write(value));
}

/** A number and its interval in brackets, as the page has them. */
export function readInterval(value: number | null, interval: Interval | null, write: Write): Markdown {
  if (interval === null) return read(value, write);
  return markdown`${read(value, write)} [${read(interval[0], write)}, ${read(interval[1], write)}]`;
}

/** A table, between empty lines. */
export function markdownTable(head: readonly string[], rows: readonly (readonly MarkdownValue[])[]): Markdown {
  const line = (cells: readonly MarkdownValue[]) => `| ${cells.map(written).join(' | ')} |`;
  return new Markdown([line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n'));
}

/** A list, one entry a line. */
export function markdownList(entries: readonly MarkdownValue[]): Markdown {
  return new Markdown(entries.map((entry) => `- ${written(entry)}`).join('\n'));
}
