import { duckdbString } from '../../dialect/duckdb-dialect.js';

/**
 * Makes DuckDB parse an expression of the configuration into a tree, as JSON text in one cell; nothing is evaluated.
 */
export function parseExpressionSql(sql: string): string {
  return `SELECT json_serialize_sql(${duckdbString(`SELECT (${sql}\n)`)}) AS tree`;
}

/** What an expression of the configuration consists of. */
export interface ExpressionParts {
  /** The columns of the raw row that it names, as written. */
  readonly columns: readonly string[];
  /** Why it may not run: it is not one expression over one event. Null when it may. */
  readonly fault: string | null;
}

/** Functions whose result differs each time, so that two runs would not agree. */
const UNREPEATABLE = new Set([
  ...['random', 'setseed', 'uuid', 'uuidv4', 'uuidv7', 'gen_random_uuid', 'nextval', 'currval', 'now', 'today'],
  ...['current_date', 'current_time', 'current_timestamp', 'current_localtime', 'current_localtimestamp'],
  ...[
    'get_current_time',
    'get_current_timestamp',
    'transaction_timestamp',
    'localtime',
    'localtimestamp',
    'txid_current',
  ],
]);

/** Why nodes of some classes are refused, in words. */
const FORBIDDEN: Readonly<Record<string, string>> = {
  SUBQUERY: 'has a query in it',
  WINDOW: 'looks at other events (OVER)',
  STAR: 'has a * in it',
  PARAMETER: 'has a parameter ($1, ?) in it',
};

type Node = { readonly [key: string]: unknown };

/**
 * The parts of the tree that `parseExpressionSql` gives. An expression over one event can read neither other rows, nor
 * tables, nor files: that takes a subquery, and subqueries are refused.
 */
export function expressionParts(tree: string): ExpressionParts {
  const parsed = JSON.parse(tree) as { error: boolean; error_message?: string; statements?: readonly { node: Node }[] };
  const none = { columns: [] };
  if (parsed.error) return { ...none, fault: `cannot be parsed: ${parsed.error_message ?? 'it is not SQL'}` };
  const statement = parsed.statements?.[0]?.node;
  const expressions = statement?.select_list as readonly Node[] | undefined;
  if (parsed.statements?.length !== 1 || expressions?.length !== 1 || !isBare(statement!)) {
    return { ...none, fault: 'is not one expression' };
  }
  const found = new Found();
  found.visit(expressions[0]!, new Set());
  return { columns: [...found.columns], fault: found.fault };
}

/** True for `SELECT expression` and nothing else. */
function isBare(statement: Node): boolean {
  const { type, from_table, where_clause, having, qualify, group_expressions, modifiers } = statement;
  return (
    type === 'SELECT_NODE' &&
    (from_table as Node | null)?.type === 'EMPTY' &&
    [where_clause, having, qualify].every((clause) => clause == null) &&
    [group_expressions, modifiers].every((list) => (list as readonly unknown[]).length === 0)
  );
}

class Found {
  readonly columns = new Set<string>();
  fault: string | null = null;

  visit(value: unknown, lambdaNames: ReadonlySet<string>): void {
    if (Array.isArray(value)) {
      for (const item of value) this.visit(item, lambdaNames);
      return;
    }
    if (value === null || typeof value !== 'object') return;
    const node = value as Node;
    const type = String(node.class ?? '');
    this.fault ??= FORBIDDEN[type] ?? null;
    if (type === 'LAMBDA') {
      this.visit(node.expr, new Set([...lambdaNames, ...namesOf(node.lhs)]));
      return;
    }
    if (type === 'COLUMN_REF') {
      const [first] = node.column_names as readonly string[];
      if (UNREPEATABLE.has(first!.toLowerCase())) this.fault ??= `gives another result each time (${first})`;
      else if (!lambdaNames.has(first!.toLowerCase())) this.columns.add(first!);
    }
    if (type === 'FUNCTION' && UNREPEATABLE.has(String(node.function_name).toLowerCase())) {
      this.fault ??= `gives another result each time (${String(node.function_name)})`;
    }
    for (const child of Object.values(node)) this.visit(child, lambdaNames);
  }
}

/** The names that a lambda gives its arguments: one, or a row of them. */
function namesOf(lhs: unknown): string[] {
  const node = lhs as Node;
  if (node.class === 'COLUMN_REF') return (node.column_names as readonly string[]).map((name) => name.toLowerCase());
  return ((node.children as readonly unknown[] | undefined) ?? []).flatMap(namesOf);
}
