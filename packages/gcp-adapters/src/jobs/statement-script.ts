import { googlesqlDialect, sqlLiteral } from '@propensity/warehouse-sql';
import type { Statement } from './statement.js';

/** Comments, quoted text of every kind, or a named parameter: what a parameter's name may hide in comes first. */
const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?\*\/|r?'''[\s\S]*?'''|r?"""[\s\S]*?"""|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`|@@\w+|@([A-Za-z_]\w*)/g;

/**
 * A statement as text for a console, which knows no parameters: they become variables, declared at the head of a block.
 * Scripts that declare variables are put in a block too, so that statements may follow each other.
 */
export function statementScript({ sql, params = {} }: Pick<Statement, 'sql' | 'params'>): string {
  const text = sql.trim().replace(/;$/, '');
  const parameters = Object.entries(params);
  if (parameters.length === 0 && !/^DECLARE\b/i.test(text)) return `${text};`;
  const body = text.replace(TOKEN, (token, name?: string) =>
    name !== undefined && name in params ? variable(name) : token,
  );
  const declared = parameters.map(
    ([name, { type, value }]) =>
      `DECLARE ${variable(name)} ${googlesqlDialect.typeNames[type]} DEFAULT ${sqlLiteral(googlesqlDialect, type, value)};\n`,
  );
  return `BEGIN\n${declared.join('')}${body};\nEND;`;
}

function variable(name: string): string {
  return `parameter_${name}`;
}
