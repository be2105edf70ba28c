import ts from 'typescript';

/** A JSON Schema, as far as results need it. */
export interface ResultSchema {
  readonly description?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, ResultSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: ResultSchema;
  readonly items?: ResultSchema;
  readonly prefixItems?: readonly ResultSchema[];
  readonly anyOf?: readonly ResultSchema[];
}

/** The JSON Schema of a TypeScript type, with what TSDoc says of its properties. Unknown types allow anything. */
export function jsonSchemaOf(checker: ts.TypeChecker, type: ts.Type, at: ts.Node): ResultSchema {
  return schemaOf(type, []);

  function schemaOf(of: ts.Type, within: readonly ts.Type[]): ResultSchema {
    if (of.isUnion()) return unionOf(of.types, within);
    if (of.isStringLiteral() || of.isNumberLiteral()) return { const: of.value };
    if (of.flags & ts.TypeFlags.BooleanLiteral) return { const: checker.typeToString(of) === 'true' };
    if (of.flags & ts.TypeFlags.Null) return { type: 'null' };
    if (of.flags & ts.TypeFlags.StringLike) return { type: 'string' };
    if (of.flags & ts.TypeFlags.NumberLike) return { type: 'number' };
    if (of.flags & ts.TypeFlags.BooleanLike) return { type: 'boolean' };
    // A type that holds itself has no end.
    if (!(of.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) || within.includes(of)) return {};
    const deeper = [...within, of];
    if (checker.isTupleType(of)) {
      return {
        type: 'array',
        prefixItems: checker.getTypeArguments(of as ts.TypeReference).map((t) => schemaOf(t, deeper)),
      };
    }
    const element = of.getNumberIndexType();
    if (checker.isArrayType(of) || (element && of.getProperty('length'))) {
      return { type: 'array', items: schemaOf(element!, deeper) };
    }
    const values = of.getStringIndexType();
    const properties = checker.getPropertiesOfType(of).filter((property) => !property.name.startsWith('__'));
    const entries = properties.map((property) => [property.name, propertyOf(property, deeper)] as const);
    const required = properties.filter(({ flags }) => !(flags & ts.SymbolFlags.Optional)).map(({ name }) => name);
    return {
      type: 'object',
      properties: Object.fromEntries(entries),
      ...(required.length > 0 && { required }),
      ...(values && { additionalProperties: schemaOf(values, deeper) }),
    };
  }

  function propertyOf(property: ts.Symbol, within: readonly ts.Type[]): ResultSchema {
    const description = ts.displayPartsToString(property.getDocumentationComment(checker)).replace(/\s+/g, ' ').trim();
    const schema = schemaOf(checker.getTypeOfSymbolAtLocation(property, at), within);
    return description === '' ? schema : { description, ...schema };
  }

  function unionOf(types: readonly ts.Type[], within: readonly ts.Type[]): ResultSchema {
    const members = types.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined));
    if (members.length === 1) return schemaOf(members[0]!, within);
    const schemas = members.map((member) => schemaOf(member, within));
    if (schemas.every((schema) => 'const' in schema)) {
      const values = schemas.map((schema) => schema.const);
      return values.every((value) => typeof value === 'boolean') ? { type: 'boolean' } : { enum: values };
    }
    const literals = schemas.filter((schema) => typeof schema.const === 'boolean');
    const others = schemas.filter((schema) => !literals.includes(schema));
    return { anyOf: literals.length === 2 ? [...others, { type: 'boolean' }] : schemas };
  }
}
