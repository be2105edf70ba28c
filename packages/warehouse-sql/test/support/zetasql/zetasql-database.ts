import type { SqlParameter, TableField } from '../../../src/index.js';
import { googlesqlDialect } from '../../../src/index.js';
import type { ZetaSqlServer } from './zetasql-server.js';
import { type Cell, decodeCell, encodeValue, type ZetaType, type ZetaValue, zetaType } from './zetasql-values.js';

/** A table in memory; without rows its statements can be analysed only. */
export interface ZetaTable {
  /** As it stands between backticks. */
  readonly name: string;
  readonly fields: readonly TableField[];
  readonly rows?: readonly object[];
  /** Gives the table BigQuery's `_TABLE_SUFFIX`; a row has it as a field of that name. */
  readonly wildcard?: boolean;
}

const SUFFIX: TableField = { name: '_TABLE_SUFFIX', type: 'STRING' };
const POOL = { definitions: [{ builtin: {} }] };
/** What a maximum of features adds to what BigQuery has. */
const NOT_BIGQUERY = /PROTO|ANONYM|NANOS|TEST_|EXPERIMENTAL|ENCRYPTION|SPANNER|DISALLOW_(NULL_)?PRIMARY|DIFFERENTIAL/;

/** Tables that statements of GoogleSQL are analysed against and evaluated over, with BigQuery's options. */
export class ZetaSqlDatabase {
  private constructor(
    readonly server: ZetaSqlServer,
    readonly catalogId: string,
    readonly language: object,
  ) {}

  static async open(
    server: ZetaSqlServer,
    tables: readonly ZetaTable[],
    variables: Readonly<Record<string, string>> = {},
  ): Promise<ZetaSqlDatabase> {
    const language = await bigqueryLanguage(server);
    const withData = tables.filter(({ rows }) => rows !== undefined);
    const { registeredId } = await server.call<{ registeredId: string }>('RegisterCatalog', {
      simpleCatalog: {
        name: 'bigquery',
        builtinFunctionOptions: { languageOptions: language },
        table: tables.map(simpleTable),
        // A script's variables are looked up as constants are.
        constant: Object.entries(variables).map(([name, type]) => ({
          namePath: [name],
          type: zetaType({ name, type }),
          value: {},
        })),
      },
      descriptorPoolList: POOL,
      tableContent: Object.fromEntries(withData.map((table) => [table.name, tableContent(table)])),
    });
    return new ZetaSqlDatabase(server, registeredId, language);
  }

  /** Resolves when ZetaSQL understands the statement; rejects with its message, which says where. */
  async analyse(sqlStatement: string, params: Readonly<Record<string, SqlParameter>> = {}): Promise<void> {
    await this.server.call('Analyze', {
      sqlStatement,
      options: this.#options(params),
      registeredCatalogId: this.catalogId,
      descriptorPoolList: POOL,
    });
  }

  /** Resolves when ZetaSQL can parse a whole script. */
  async parseScript(sqlStatement: string): Promise<void> {
    await this.server.call('Parse', { sqlStatement, options: this.language, allowScript: true });
  }

  /** The rows of a query. */
  async rows(sql: string): Promise<Record<string, Cell>[]> {
    const { content, prepared } = await this.server.call<QueryResponse>('EvaluateQuery', {
      sql,
      options: this.#options({}),
      registeredCatalogId: this.catalogId,
      descriptorPoolList: POOL,
    });
    return (content.tableData?.row ?? []).map(({ cell }) =>
      Object.fromEntries(prepared.columns.map(({ name }, index) => [name, decodeCell(cell[index]!)])),
    );
  }

  #options(params: Readonly<Record<string, SqlParameter>>): object {
    return {
      languageOptions: this.language,
      errorMessageMode: 'ERROR_MESSAGE_ONE_LINE',
      defaultTimezone: 'UTC',
      parameterMode: 'PARAMETER_NAMED',
      queryParameters: Object.entries(params).map(([name, { type }]) => ({ name, type: typeOf(name, type) })),
    };
  }
}

interface QueryResponse {
  readonly content: { readonly tableData?: { readonly row?: readonly { readonly cell: readonly ZetaValue[] }[] } };
  readonly prepared: { readonly columns: readonly { readonly name: string }[] };
}

function typeOf(name: string, type: SqlParameter['type']): ZetaType {
  return zetaType({ name, type: googlesqlDialect.typeNames[type] });
}

async function bigqueryLanguage(server: ZetaSqlServer): Promise<object> {
  const { enabledLanguageFeatures } = await server.call<{ enabledLanguageFeatures: readonly string[] }>(
    'GetLanguageOptions',
    { maximumFeatures: true },
  );
  return {
    productMode: 'PRODUCT_EXTERNAL',
    nameResolutionMode: 'NAME_RESOLUTION_DEFAULT',
    reservedKeywords: ['QUALIFY'],
    enabledLanguageFeatures: enabledLanguageFeatures.filter((feature) => !NOT_BIGQUERY.test(feature)),
  };
}

function columnsOf({ fields, wildcard }: ZetaTable): readonly TableField[] {
  return wildcard ? [...fields, SUFFIX] : fields;
}

function simpleTable(table: ZetaTable): object {
  return {
    name: table.name,
    column: columnsOf(table).map((field) => ({
      name: field.name,
      type: zetaType(field),
      isPseudoColumn: field === SUFFIX,
      isWriteableColumn: field !== SUFFIX,
    })),
  };
}

function tableContent(table: ZetaTable): object {
  const columns = columnsOf(table).map((field) => [field.name!, zetaType(field)] as const);
  const row = table.rows!.map((values) => ({
    cell: columns.map(([name, type]) => encodeValue(Reflect.get(values, name), type)),
  }));
  return { tableData: { row } };
}
