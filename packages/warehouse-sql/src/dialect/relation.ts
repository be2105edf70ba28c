declare const RELATION: unique symbol;

/**
 * SQL text of rows, as written after FROM: a quoted table, a table function, or a query in parentheses. It has no
 * alias; a statement that names its rows says `FROM ${relation} AS name`.
 */
export type Relation = string & { readonly [RELATION]: true };

/** Text that is known to be a relation. */
export function relation(text: string): Relation {
  return text as Relation;
}

/** The rows of a query. */
export function queryRelation(sql: string): Relation {
  return relation(`(${sql})`);
}

/** The rows of a table. @throws PropensityError `bad_identifier` */
export function tableRelation(dialect: { table(name: string): string }, name: string): Relation {
  return relation(dialect.table(name));
}

/** The rows of relations with the same columns in the same order. @param relations at least one */
export function unionRelation(relations: readonly Relation[]): Relation {
  const [only] = relations;
  return relations.length === 1
    ? only!
    : queryRelation(relations.map((each) => `SELECT * FROM ${each} AS part`).join('\nUNION ALL\n'));
}
