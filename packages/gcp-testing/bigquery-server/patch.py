"""Changes a few lines of local-bigquery once, after it is installed, and refuses any other version.

Queries. DuckDB's sql(query, params=...) runs a whole query with Python's global lock held: the server stands still, and
hangs for ever when a second thread of DuckDB needs that lock. It is called to learn the names and types of columns, for
which no rows are needed, and for results, which are made in a table first.
Wildcard tables (events_*) were read as UNION DISTINCT, which drops equal rows. BigQuery reads all rows.
MERGE inside BEGIN TRANSACTION: DuckDB aborts a transaction on a nested BEGIN, so it is seen first whether one is open.
Time. A statement is translated once for its dry run and its run (translations.py), and the translated tree, which
nobody else has, is not copied before it is written as text. Python's collector walks all of sqlglot's classes again and
again while trees of 10,000 nodes are made, so what is imported is left out of it, and it runs seldom. What tables there are
is asked of DuckLake's own tables: duckdb_tables() and duckdb_columns() list those of all databases each time. DuckDB gets
one thread, since each server has about one core.
"""

import pathlib
import shutil

import local_bigquery

HERE = pathlib.Path(__file__).parent
ROOT = pathlib.Path(local_bigquery.__file__).parent


def without_rows(call: str, query: str) -> tuple[str, str]:
    return call, call.replace(f"({query},", f'(f"SELECT * FROM ({{{query}}}) LIMIT 0",')


# File, what stands there, what is to stand there, how often.
EDITS = [
    ("catalog/tables.py", *without_rows("cur.sql(query, params=params)", "query"), 1),
    ("engine/results.py", *without_rows("cur.sql(query, params=params)", "query"), 1),
    (
        "engine/results.py",
        "result = cur.sql(select, params=params)",
        'cur.execute(f"CREATE OR REPLACE TEMP TABLE __result AS {select}", params)\n'
        '    result = cur.sql("SELECT * FROM temp.__result")',
        1,
    ),
    (
        "engine/results.py",
        'writer.unregister("result")',
        'writer.unregister("result")\n    cur.execute("DROP TABLE IF EXISTS temp.__result")',
        1,
    ),
    ("jobs/query.py", *without_rows("cur.sql(sql, params=bound)", "sql"), 2),
    ("sql/script.py", "self.cursor.sql(query, params=bound).fetchone()", "self.cursor.execute(query, bound).fetchone()", 1),
    (
        "jobs/merge.py",
        """    try:
        cur.execute("BEGIN")
        owned = True
    except duckdb.TransactionException:
        owned = False
""",
        """    # Outside a transaction each statement has a moment of its own.
    owned = len({cur.execute("SELECT epoch_us(now())").fetchone() for _ in range(2)}) == 2
    if owned:
        cur.execute("BEGIN")
""",
        1,
    ),
    ("sql/rules/tables.py", "left.union(right)", "left.union(right, distinct=False)", 1),
    # Time.
    (
        "sql/translate.py",
        """    context.used.clear()
    tree = tree.copy()
    for rule in STATEMENT_RULES:
        tree = rule(tree, context)
    tree = _rewrite(tree, context)
    return tree.sql(dialect=DuckDBDialect), {
        name: context.values[name] for name in context.used
    }
""",
        """    context.used.clear()
    tree = rewritten(tree, context)
    return tree.sql(dialect=DuckDBDialect, copy=False), {
        name: context.values[name] for name in context.used
    }


def rewritten(tree: exp.Expression, context: Context) -> exp.Expression:
    tree = tree.copy()
    for rule in STATEMENT_RULES:
        tree = rule(tree, context)
    return _rewrite(tree, context)
""",
        1,
    ),
    (
        "sql/script.py",
        "        for tree in parse(statement.text):\n",
        "        trees = parse(statement.text)\n"
        "        for tree in trees:\n"
        '            tree.meta["text"] = statement.text if len(trees) == 1 else None\n',
        1,
    ),
    ("jobs/query.py", "from local_bigquery.sql import js, params, script", "from local_bigquery import translations\nfrom local_bigquery.sql import js, params, script", 1),
    ("jobs/query.py", "sql, bound = translate(tree.expression, context)", "sql, bound = translations.of_query(tree, context)", 1),
    (
        "jobs/query.py",
        """        for part in parts:
            sql, bound = translate(part, context)
            if isinstance(part, exp.Query):
""",
        """        for part in parts:
            if statistics.statementType == "CREATE_TABLE_AS_SELECT" and not tree.find(exp.TemporaryProperty):
                continue  # Its query is translated below, for the schema.
            sql, bound = (translations.run if part is tree else translate)(part, context)
            if isinstance(part, exp.Query):
""",
        1,
    ),
    (
        "jobs/query.py",
        """    for part in parts:
        sql, bound = translate(part, context)
        if destination is not None:
""",
        """    for part in parts:
        sql, bound = (translations.run if part is tree and not isolated else translate)(part, context)
        if destination is not None:
""",
        1,
    ),
    (
        "cli.py",
        '        uvicorn.run("local_bigquery:app"',
        "        import gc\n\n        import local_bigquery as _\n\n"
        "        gc.freeze()\n        gc.set_threshold(100_000, 20, 50)\n"
        '        uvicorn.run("local_bigquery:app"',
        1,
    ),
    ("engine/database.py", 'config={"TimeZone": "UTC"}', 'config={"TimeZone": "UTC", "threads": 1}', 1),
    (
        "engine/database.py",
        """    return fetch(
        "SELECT table_name, 'TABLE', estimated_size FROM duckdb_tables() "
""",
        """    if project_id in _attached:
        lake = quote(f"__ducklake_metadata_{project_id}")
        return fetch(
            f"SELECT table_name, 'TABLE', coalesce(record_count, 0) FROM {lake}.ducklake_table t "
            f"JOIN {lake}.ducklake_schema s USING (schema_id) LEFT JOIN {lake}.ducklake_table_stats USING (table_id) "
            "WHERE t.end_snapshot IS NULL AND s.end_snapshot IS NULL AND schema_name = $1 "
            "AND table_name = coalesce($2, table_name) "
            f"UNION ALL SELECT view_name, 'VIEW', 0 FROM {lake}.ducklake_view v "
            f"JOIN {lake}.ducklake_schema s USING (schema_id) "
            "WHERE v.end_snapshot IS NULL AND s.end_snapshot IS NULL AND schema_name = $1 "
            "AND view_name = coalesce($2, view_name) ORDER BY 1",
            [dataset_id, table_id],
        )
    return fetch(
        "SELECT table_name, 'TABLE', estimated_size FROM duckdb_tables() "
""",
        1,
    ),
    (
        "catalog/tables.py",
        """    required = database.fetch(
        "SELECT column_name FROM duckdb_columns() WHERE database_name = ? "
        "AND schema_name = ? AND table_name = ? AND NOT is_nullable",
        list(physical(project_id, dataset_id, table_id)),
    )
""",
        """    required = database.required(*physical(project_id, dataset_id, table_id))
""",
        1,
    ),
    (
        "engine/database.py",
        "def projects() -> list[str]:\n",
        '''def required(project_id: str, dataset_id: str, table_id: str) -> list[tuple]:
    if project_id not in _attached:
        return fetch(
            "SELECT column_name FROM duckdb_columns() WHERE database_name = ? "
            "AND schema_name = ? AND table_name = ? AND NOT is_nullable",
            [project_id, dataset_id, table_id],
        )
    lake = quote(f"__ducklake_metadata_{project_id}")
    return fetch(
        f"SELECT column_name FROM {lake}.ducklake_column c JOIN {lake}.ducklake_table t USING (table_id) "
        f"JOIN {lake}.ducklake_schema s USING (schema_id) WHERE c.end_snapshot IS NULL AND t.end_snapshot IS NULL "
        "AND s.end_snapshot IS NULL AND parent_column IS NULL AND NOT nulls_allowed "
        "AND schema_name = ? AND table_name = ?",
        [dataset_id, table_id],
    )


def projects() -> list[str]:
''',
        1,
    ),
    ("catalog/metadata.py", "\n\ndef now() -> str:", "\n# Raised by every change.\nVERSION = [0]\n\n\ndef now() -> str:", 1),
    ("catalog/metadata.py", "    return resource.replace(etag=etag)\n", "    VERSION[0] += 1\n    return resource.replace(etag=etag)\n", 1),
    ("catalog/metadata.py", "    names = [COLLECTIONS[key] for key", "    VERSION[0] += 1\n    names = [COLLECTIONS[key] for key", 1),
]

for name, old, new, times in EDITS:
    path = ROOT / name
    text = path.read_text()
    assert text.count(old) == times, f"{name}: expected {times} of {old!r}; is this another version?"
    path.write_text(text.replace(old, new))
shutil.copy(HERE / "translations.py", ROOT / "translations.py")
