/** SQL of the id that a person signs in with, from their index. */
export function personIdSql(index: string): string {
  return `'member-' || CAST(500000 + ${index} AS VARCHAR)`;
}
