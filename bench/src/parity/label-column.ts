import { PropensityError } from '@propensity/core';

const POSITIVE = new Set(['1', '1.0', 'true', 't', 'yes', 'y']);
const NEGATIVE = new Set(['0', '0.0', 'false', 'f', 'no', 'n']);

/**
 * Labels as 1 and 0: 1 where the text is `positive`, or, without it, a word or number for yes. Case and surrounding blanks
 * do not matter.
 * @throws PropensityError `missing_label`, `unknown_label`, `unknown_positive`
 */
export function labelColumn(name: string, texts: readonly string[], positive: string | undefined): Float64Array {
  const values = texts.map((text) => text.trim().toLowerCase());
  const blank = values.indexOf('');
  if (blank >= 0) {
    throw new PropensityError('missing_label', `The label "${name}" is empty on data row ${blank + 1}.`, {
      kind: 'usage',
      hint: 'Remove rows without a label.',
    });
  }
  if (positive !== undefined) return labelsOf(name, values, positive.trim().toLowerCase());
  const unknown = values.findIndex((value) => !POSITIVE.has(value) && !NEGATIVE.has(value));
  if (unknown >= 0) {
    throw new PropensityError(
      'unknown_label',
      `The label "${name}" holds "${texts[unknown]}" on data row ${unknown + 1}, which is neither yes nor no.`,
      { kind: 'usage', hint: `Say which value is positive: --positive VALUE. Values seen: ${someValues(texts)}.` },
    );
  }
  return Float64Array.from(values, (value) => (POSITIVE.has(value) ? 1 : 0));
}

function labelsOf(name: string, values: readonly string[], positive: string): Float64Array {
  if (!values.includes(positive)) {
    throw new PropensityError('unknown_positive', `No row has "${positive}" as its label "${name}".`, {
      kind: 'usage',
      hint: `Values seen: ${someValues(values)}.`,
    });
  }
  return Float64Array.from(values, (value) => (value === positive ? 1 : 0));
}

function someValues(texts: readonly string[]): string {
  const distinct = [...new Set(texts)];
  return distinct.slice(0, 10).join(', ') + (distinct.length > 10 ? ', …' : '');
}
