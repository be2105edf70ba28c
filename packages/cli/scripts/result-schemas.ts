import { join } from 'node:path';
import ts from 'typescript';

/** A JSON schema, as far as it is looked at here. */
export interface Schema {
  readonly [keyword: string]: unknown;
}

/**
 * The JSON schema of every command's result, by the keys of `CommandResults` in `src/results.ts`. Read from the compiler's
 * types, as the metrics are keys that only it works out; descriptions are the comments beside the types. Later versions
 * add keys, so objects take others than those they name.
 * @param folder of this package
 */
export function resultSchemas(folder: string): Map<string, Schema> {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(folder, 'tsconfig.json'), ts.sys.readFile).config,
    ts.sys,
    folder,
  );
  const file = join(folder, 'src/results.ts');
  const program = ts.createProgram([file], options);
  const checker = program.getTypeChecker();
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)!)!);
  const results = checker.getDeclaredTypeOfSymbol(exported.find(({ name }) => name === 'CommandResults')!);
  return new Map(
    results.getProperties().map((property) => [
      property.name,
      {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        title: `propensity ${property.name} --json`,
        ...schemaOfProperty(property, checker),
      },
    ]),
  );
}

function schemaOfProperty(property: ts.Symbol, checker: ts.TypeChecker): Schema {
  const comment = ts.displayPartsToString(property.getDocumentationComment(checker)).replaceAll(/\s+/g, ' ');
  const schema = schemaOf(checker.getTypeOfSymbol(property), checker);
  return comment === '' ? schema : { description: comment, ...schema };
}

function schemaOf(type: ts.Type, checker: ts.TypeChecker): Schema {
  if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
  if (type.flags & ts.TypeFlags.BooleanLiteral) return { const: checker.typeToString(type) === 'true' };
  if (type.flags & ts.TypeFlags.Unknown) return {};
  if (type.flags & ts.TypeFlags.Boolean) return { type: 'boolean' };
  if (type.flags & ts.TypeFlags.StringLike) return { type: 'string' };
  if (type.flags & ts.TypeFlags.NumberLike) return { type: 'number' };
  if (type.flags & ts.TypeFlags.NonPrimitive) return { type: 'object' };
  if (type.flags & ts.TypeFlags.Null) return { type: 'null' };
  if (type.isUnion()) return schemaOfUnion(type.types, checker);
  if (checker.isTupleType(type)) {
    const prefixItems = checker.getTypeArguments(type as ts.TypeReference).map((each) => schemaOf(each, checker));
    return { type: 'array', prefixItems, minItems: prefixItems.length, maxItems: prefixItems.length };
  }
  const index = checker.getIndexInfoOfType(type, ts.IndexKind.Number)?.type;
  if (checker.isArrayType(type) && index !== undefined) return { type: 'array', items: schemaOf(index, checker) };
  return schemaOfObject(type, checker);
}

function schemaOfObject(type: ts.Type, checker: ts.TypeChecker): Schema {
  const values = checker.getIndexInfoOfType(type, ts.IndexKind.String)?.type;
  if (values !== undefined) return { type: 'object', additionalProperties: schemaOf(values, checker) };
  if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) {
    throw new Error(`No JSON holds a ${checker.typeToString(type)}.`);
  }
  const properties = checker.getPropertiesOfType(type);
  const required = properties.filter(({ flags }) => !(flags & ts.SymbolFlags.Optional)).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(properties.map((each) => [each.name, schemaOfProperty(each, checker)])),
    ...(required.length === 0 ? {} : { required }),
  };
}

/** Of an optional key, what it is when it is there; literals as one list. */
function schemaOfUnion(types: readonly ts.Type[], checker: ts.TypeChecker): Schema {
  const schemas = types.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined)).map((type) => schemaOf(type, checker));
  const literals = schemas.filter((schema) => 'const' in schema).map((schema) => schema.const);
  const isBoolean = literals.includes(true) && literals.includes(false);
  const others = schemas.filter((schema) => !('const' in schema));
  if (isBoolean) others.push({ type: 'boolean' });
  // The compiler's own order depends on what it read first.
  const listed = literals.filter((literal) => !isBoolean || typeof literal !== 'boolean').sort();
  others.sort((a, b) => Number(a.type === 'null') - Number(b.type === 'null'));
  const parts =
    listed.length === 0 ? others : [listed.length === 1 ? { const: listed[0] } : { enum: listed }, ...others];
  return parts.length === 1 ? parts[0]! : { anyOf: parts };
}
