import { type CategoricalColumn, PropensityError } from '@propensity/core';

const POSITIVE = new Set(['1', '1.0', 'true', 't', 'yes', 'y']);
const NEGATIVE = new Set(['0', '0.0', 'false', 'f', 'no', 'n']);

/**
 * Labels as 1 and 0: 1 where the text is `positive`, or, without it, a word or number for yes. Case and surrounding blanks
 * do not matter.
 * @throws PropensityError `missing_label`, `unknown_label`, `unknown_positive`
 */
export function labelColumn(name: string, column: CategoricalColumn, positive: string | undefined): Uint8Array {
  const words = column.levels.map((level) => level.trim().toLowerCase());
  const blank = firstRowOf(column, (code) => words[code] === '');
  if (blank !== undefined) {
    throw new PropensityError('missing_label', `The label "${name}" is empty on data row ${blank + 1}.`, {
      kind: 'usage',
      hint: 'Remove rows without a label.',
    });
  }
  const labelOfCode = positive === undefined ? yesOrNo(name, column, words) : equalTo(name, column, words, positive);
  const labels = new Uint8Array(column.codes.length);
  for (let i = 0; i < labels.length; i++) labels[i] = labelOfCode[column.codes[i]!]!;
  return labels;
}

function yesOrNo(name: string, column: CategoricalColumn, words: readonly string[]): number[] {
  const unknown = firstRowOf(column, (code) => !POSITIVE.has(words[code]!) && !NEGATIVE.has(words[code]!));
  if (unknown !== undefined) {
    const text = column.levels[column.codes[unknown]!];
    throw new PropensityError(
      'unknown_label',
      `The label "${name}" holds "${text}" on data row ${unknown + 1}, which is neither yes nor no.`,
      { kind: 'usage', hint: `Say which value is positive: --positive VALUE. Values seen: ${someOf(column)}.` },
    );
  }
  return words.map((word) => (POSITIVE.has(word) ? 1 : 0));
}

function equalTo(name: string, column: CategoricalColumn, words: readonly string[], positive: string): number[] {
  const wanted = positive.trim().toLowerCase();
  if (!words.includes(wanted)) {
    throw new PropensityError('unknown_positive', `No row has "${positive}" as its label "${name}".`, {
      kind: 'usage',
      hint: `Values seen: ${someOf(column)}.`,
    });
  }
  return words.map((word) => (word === wanted ? 1 : 0));
}

/** The first row whose code is such; undefined when none is. */
function firstRowOf({ codes, levels }: CategoricalColumn, isSuch: (code: number) => boolean): number | undefined {
  const such = levels.map((_, code) => isSuch(code));
  if (!such.includes(true)) return undefined;
  return codes.findIndex((code) => such[code] === true);
}

function someOf({ levels }: CategoricalColumn): string {
  return levels.slice(0, 10).join(', ') + (levels.length > 10 ? ', …' : '');
}
