import { googlesqlDialect, type SqlType, sqlLiteral } from '@propensity/warehouse-sql';

/** A typed value of a statement. */
export interface ScriptParameter {
  readonly name: string;
  readonly type: SqlType;
  readonly value: string | number | boolean | null;
}

/** Comments, quoted text of every kind, or a named parameter: what a parameter's name may hide in comes first. */
const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?\*\/|r?'''[\s\S]*?'''|r?"""[\s\S]*?"""|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`|@@\w+|@([A-Za-z_]\w*)/g;

/**
 * A statement as text for a console, which knows no parameters: they become variables, declared at the head of a block.
 * Scripts that declare variables stand in a block too, so that statements may follow each other.
 */
export function statementScript(sql: string, parameters: readonly ScriptParameter[]): string {
  const text = sql.trim().replace(/;$/, '');
  if (parameters.length === 0 && !/^DECLARE\b/i.test(text)) return `${text};`;
  const names = new Set(parameters.map(({ name }) => name));
  const body = text.replace(TOKEN, (token, name?: string) =>
    name !== undefined && names.has(name) ? variable(name) : token,
  );
  const declared = parameters.map(
    ({ name, type, value }) =>
      `DECLARE ${variable(name)} ${googlesqlDialect.typeNames[type]} DEFAULT ${sqlLiteral(googlesqlDialect, type, value)};\n`,
  );
  return `BEGIN\n${declared.join('')}${body};\nEND;`;
}

function variable(name: string): string {
  return `parameter_${name}`;
}
