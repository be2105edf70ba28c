"""Translations of statements to DuckDB's SQL, kept from a dry run for the run that follows it.

Put into local_bigquery/ by patch.py. Translating is most of the time that the server takes, and it translated a
CREATE TABLE ... AS SELECT three times: twice in the dry run, once in the run. What a translation depends on is its key:
the text, the parameters, and the versions of the catalogue, which every change of a table raises.
"""

import collections
import threading
import typing

from sqlglot import exp

from local_bigquery.catalog import metadata
from local_bigquery.engine import database
from local_bigquery.engine.database import quote
from local_bigquery.sql.dialect import DuckDBDialect
from local_bigquery.sql.translate import rewritten, translate

MOST_KEPT = 32
_kept: collections.OrderedDict = collections.OrderedDict()
_lock = threading.Lock()


class Translation(typing.NamedTuple):
    sql: str
    # Of the query alone, in a CREATE TABLE ... AS.
    query: str | None
    used: frozenset
    referenced: frozenset


def run(tree: exp.Expression, context) -> tuple[str, dict]:
    """What translate() gives: the SQL, and the parameters that it uses."""
    found = _of(tree, context)
    return translate(tree, context) if found is None else (found.sql, _used(found, context))


def of_query(tree: exp.Create, context) -> tuple[str, dict]:
    """The same for the query of a CREATE TABLE ... AS."""
    found = _of(tree, context)
    if found is None or found.query is None:
        return translate(tree.expression, context)
    return found.query, _used(found, context)


def _used(translation: Translation, context) -> dict:
    return {name: context.values[name] for name in translation.used}


def _of(tree: exp.Expression, context) -> Translation | None:
    text = tree.meta.get("text")
    if not text or "@@" in text or _depends_on_more(context):
        return None
    parameters = (repr(context.parameters), repr(context.values))
    key = (text, context.project_id, context.dataset_id, *parameters, *_versions())
    with _lock:
        found = _kept.get(key)
    if found is None:
        found = _translated(tree, context)
        if _depends_on_more(context):
            return found
        with _lock:
            _kept[key] = found
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
    context.referenced |= found.referenced
    return found


def _depends_on_more(context) -> bool:
    """On what the statements before it made, or on how many parameters without a name they had."""
    return bool(context.temporary or context.functions or context.variables or context.settings or context.position)


def _translated(tree: exp.Expression, context) -> Translation:
    context.used.clear()
    known = set(context.referenced)
    changed = rewritten(tree, context)
    query = changed.expression if isinstance(changed, exp.Create) and tree.args.get("kind") == "TABLE" else None
    return Translation(
        query=query.sql(dialect=DuckDBDialect) if isinstance(query, exp.Query) else None,
        sql=changed.sql(dialect=DuckDBDialect, copy=False),
        used=frozenset(context.used),
        referenced=frozenset(context.referenced - known),
    )


def _versions() -> tuple:
    projects = sorted(database._attached)
    changes = [
        database.fetch(f"SELECT max(snapshot_id) FROM {quote(f'__ducklake_metadata_{project}')}.ducklake_snapshot")[0][0]
        for project in projects
    ]
    return (metadata.VERSION[0], *projects, *changes)
