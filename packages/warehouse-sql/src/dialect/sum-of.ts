/**
 * A sum with parentheses around every hundred terms: one long chain would exceed the depth that engines allow an
 * expression.
 */
export function sumOf(terms: readonly string[]): string {
  if (terms.length <= 100) return terms.join('\n    + ');
  const groups: string[] = [];
  for (let start = 0; start < terms.length; start += 100)
    groups.push(`(${terms.slice(start, start + 100).join(' + ')})`);
  return sumOf(groups);
}
