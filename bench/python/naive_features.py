"""Features of users as one would write them by hand: one pass over the day files with list look-ups of parameters, one GROUP BY, nothing made distinct.
usage: naive_features.py GLOB UNTIL_MICROS DAYS   events of the DAYS days before UNTIL_MICROS; prints one JSON object
"""

import json
import sys
import time

import duckdb

DAY = 86_400_000_000
EVENTS = [
    "session_start",
    "page_view",
    "view_item",
    "add_to_cart",
    "begin_checkout",
    "purchase",
    "view_search_results",
    "view_promotion",
    "scroll",
    "user_engagement",
]
TEXTS = {
    "device": "device.category",
    "system": "device.operating_system",
    "browser": "device.web_info.browser",
    "brand": "device.mobile_brand_name",
    "language": "device.language",
    "country": "geo.country",
    "region": "geo.region",
    "source": "traffic_source.source",
    "medium": "traffic_source.medium",
    "campaign": "traffic_source.name",
}


def param(key, kind):
    return f"list_filter(event_params, lambda p: p.key = '{key}')[1].value.{kind}"


def main():
    pattern, until, days = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    connection = duckdb.connect()
    connection.execute("SET threads = 2; SET memory_limit = '8GB'; SET preserve_insertion_order = false")
    begun = time.perf_counter()
    texts = ", ".join(f"{path} AS {name}" for name, path in TEXTS.items())
    connection.execute(
        f"""CREATE TEMP TABLE flat AS SELECT user_pseudo_id AS visitor, event_timestamp AS micros, event_name AS event,
  {param("ga_session_id", "int_value")} AS session, {param("ga_session_number", "int_value")} AS session_number,
  {param("engagement_time_msec", "int_value")} AS engagement, {param("page_location", "string_value")} AS page,
  {texts}, ecommerce.purchase_revenue_in_usd AS revenue, user_first_touch_timestamp AS first_touch
FROM read_parquet('{pattern}', union_by_name = true)
WHERE event_timestamp >= {until - days * DAY} AND event_timestamp < {until}"""
    )
    features = [
        "COUNT(*) AS events",
        "COUNT(DISTINCT session) AS sessions",
        "MAX(session_number) AS session_number",
        "SUM(engagement) / 1e3 AS engagement_seconds",
        "COUNT(DISTINCT page) AS pages",
        f"COUNT(DISTINCT micros // {DAY}) AS active_days",
        "SUM(revenue) AS revenue",
        f"({until} - MIN(first_touch)) / {DAY} AS days_since_first_visit",
        *[f"arg_max({name}, micros) AS {name}" for name in TEXTS],
    ]
    for event in EVENTS:
        features += [
            f"COUNT(*) FILTER (event = '{event}') AS {event}",
            f"COUNT(*) FILTER (event = '{event}' AND micros >= {until - 7 * DAY}) AS {event}_7d",
            f"({until} - MAX(micros) FILTER (event = '{event}')) / {DAY} AS days_since_{event}",
        ]
    connection.execute(f"CREATE TEMP TABLE features AS SELECT visitor, {', '.join(features)} FROM flat GROUP BY visitor")
    users = connection.sql("SELECT COUNT(*) FROM features").fetchall()[0][0]
    seconds = time.perf_counter() - begun
    version = f"duckdb {duckdb.__version__}, Python {sys.version.split()[0]}"
    print(json.dumps({"users": users, "features": len(features), "seconds": round(seconds, 3), "version": version}))


main()
