/**
 * The text that `valueExpr` had on the row of the last (or first) moment at which it was known; ties go to the greatest (smallest) text.
 * @param micros the row's moment, as text of microseconds since the epoch
 */
export function textAtSql(valueExpr: string, which: 'last' | 'first', micros: string): string {
  // Such moments have 16 digits from 2001 to 2286: as text they sort as they do as numbers.
  return `SUBSTR(${which === 'last' ? 'MAX' : 'MIN'}(${micros} || ${valueExpr}), 17)`;
}
