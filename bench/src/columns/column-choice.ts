export type ColumnKind = 'numeric' | 'categorical';

/** Given a file's columns, says which to read and as what. */
export type ChooseColumns = (header: readonly string[]) => ReadonlyMap<string, ColumnKind>;
