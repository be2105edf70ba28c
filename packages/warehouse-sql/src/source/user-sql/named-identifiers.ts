/**
 * The identifiers by which a GoogleSQL expression may name columns: the first of each path, unless it is a function.
 * There is no parser for it here, so some are keywords or names that the expression itself defines; no column is
 * missing.
 */
export function namedIdentifiers(sql: string): string[] {
  const names = new Set<string>();
  const token =
    /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`([^`]+)`|(?<![\w.@$])([A-Za-z_]\w*)(?!\s*\()|\.\s*[A-Za-z_`]\w*`?/g;
  for (const [, quoted, plain] of sql.matchAll(token)) {
    const name = quoted ?? plain;
    if (name !== undefined) names.add(name);
  }
  return [...names];
}
