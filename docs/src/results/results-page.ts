import { code, markdownTable } from '../markdown.js';
import { type ResultSchema, resultSchemas } from './result-schemas.js';

/** Results that are the result of another command with something beside it. */
const TITLES: Readonly<Record<string, readonly string[]>> = {
  // In the order of the names of their schemas.
  models: [
    '`models`',
    '`models promote`, `pin`, `unpin`, `rollback`, `retire`',
    '`models diff`',
    '`models --effects`',
    '`models show`',
  ],
  '--print-sql': ['Any job with `--print-sql`'],
  '--error': ['Any command that fails'],
};

/** The reference of what commands print with `--json`, and the schemas that stand beside it. */
export function resultsPages(): Map<string, string> {
  const pages = new Map<string, string>();
  const sections: string[] = [];
  for (const [command, schemas] of resultSchemas()) {
    for (const [index, schema] of schemas.entries()) {
      const title = TITLES[command]?.[index] ?? code(command);
      const name = `${command.replace(/^--/, '')}${index === 0 ? '' : `-${index + 1}`}.schema.json`;
      pages.set(`public/schemas/${name}`, `${JSON.stringify(schema, null, 2)}\n`);
      sections.push(
        `## ${title}\n\n${markdownTable(['field', 'type', 'meaning'], fieldsOf(schema, ''))}\n\n[Its JSON Schema](/schemas/${name})`,
      );
    }
  }
  pages.set(
    'reference/results.md',
    `# JSON results

With \`--json\`, stdout is exactly one JSON object; progress and warnings go to stderr. An error is
\`{"error":{"code","message","hint"}}\`, with the [exit code](commands.md#exit-codes) of its kind. Names are stable: fields are
added, never renamed, so read over those you do not know. A field marked ? may be left out. Jobs with [notices](../notices.md) also
have \`notices\`: a list of \`{"channel","ok","error"?}\`.

${sections.join('\n\n')}
`,
  );
  return pages;
}

function fieldsOf(schema: ResultSchema, path: string): string[][] {
  const { properties = {}, required = [] } = schema;
  return Object.entries(properties).flatMap(([name, field]) => {
    const at = `${path}${name}`;
    const row = [`${code(at)}${required.includes(name) ? '' : ' ?'}`, typeOf(field), field.description ?? ''];
    return [row, ...innerFields(field, at)];
  });
}

/** Fields of an object, of the members of a list, or of the object that a field may be. */
function innerFields(field: ResultSchema, path: string): string[][] {
  if (field.properties !== undefined) return fieldsOf(field, `${path}.`);
  if (field.items !== undefined) return innerFields(field.items, `${path}[]`);
  const objects = (field.anyOf ?? []).filter((member) => member.properties ?? member.items);
  return objects.length === 1 ? innerFields(objects[0]!, path) : [];
}

function typeOf(schema: ResultSchema): string {
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum !== undefined) return schema.enum.map((value) => code(JSON.stringify(value))).join(', ');
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeOf))].join(' or ');
  if (schema.prefixItems !== undefined)
    return `list of ${schema.prefixItems.length} ${typeOf(schema.prefixItems[0]!)}s`;
  if (schema.type === 'array') return `list of ${typeOf(schema.items ?? {})}s`;
  return schema.type ?? 'anything';
}
