/**
 * Evaluates an expression of Cloud Workflows, of those that ours hold: its words for operators become JavaScript's, and so
 * do the names of functions that are words of JavaScript.
 * @param scope variables, and the libraries `text`, `time`, `sys` and `map`
 */
export function evaluateExpression(expression: string, scope: Readonly<Record<string, unknown>>): unknown {
  const parts = expression.split(/("(?:[^"\\]|\\.)*")/);
  const words = parts.map((part, index) =>
    index % 2 === 1
      ? part
      : part
          .replace(/\bdefault\(/g, 'default_(')
          .replace(/\band\b/g, '&&')
          .replace(/\bor\b/g, '||')
          .replace(/\bnot\b/g, '!'),
  );
  const text = words.join('').replace(/("[^"]*"|[\w.]+) in ([\w.]+|\[[^\]]*\])/g, 'in_($1, $2)');
  const known = {
    default_: (value: unknown, otherwise: unknown) => value ?? otherwise,
    in_: (item: unknown, list: readonly unknown[]) => list.includes(item),
    ...scope,
  };
  return new Function(...Object.keys(known), `return (${text});`)(...Object.values(known));
}
