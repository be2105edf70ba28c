"""Moves DuckDB's extensions out of their wheels to where DuckDB looks for them, below the home that the server runs with.

Usage: python place_extensions.py HOME
"""

import pathlib
import shutil
import sys
import sysconfig

import duckdb

site = pathlib.Path(sysconfig.get_paths()["purelib"])
(platform,) = duckdb.sql("PRAGMA platform").fetchone()
for file in site.glob("duckdb_extension_*/extensions/*/*.duckdb_extension"):
    folder = pathlib.Path(sys.argv[1]) / ".duckdb" / "extensions" / file.parent.name / platform
    folder.mkdir(parents=True, exist_ok=True)
    shutil.move(file, folder / file.name)
