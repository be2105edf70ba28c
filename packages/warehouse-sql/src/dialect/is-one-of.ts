/** `isOneOf` of a dialect. @param literals the texts, quoted */
export function isOneOfSql(expr: string, literals: readonly string[]): string {
  return literals.length === 1 ? `${expr} = ${literals[0]}` : `${expr} IN (${literals.join(', ')})`;
}
