import { describe, expect, test } from 'vitest';
import { daysOfPath } from '../../../src/index.js';

describe('a path gives the day', () => {
  test.each([
    'events_20250101.parquet',
    'EVENTS_20250101.PARQUET',
    'events_20250101.json.gz',
    'events_20250101.snappy.parquet',
    'events_20250101_000000000001.parquet',
    'events_20250101-000000000001.json',
    'events_20250101000000000000.json.gz',
    'events_20250101000000000012.parquet',
    'events_20250101_1.ndjson',
    'events_20250101_part-00000.parquet',
    'events_20250101 (1).parquet',
    'events-2025-01-01.jsonl',
    'events_2025_01_01.jsonl',
    '20250101.parquet',
    '2025-01-01.parquet',
    'ga4_20250101T033000.parquet',
    'events_20250101033000.parquet',
    'analytics_123456789_events_20250101.parquet',
    'analytics_20190611_events_20250101.parquet',
    'shop-2019_events_20250101.parquet',
    'freshmart_events_20250101.parquet',
    'ga_sessions_20250101.parquet',
    'ga_sessions_20250101/000000000000.json.gz',
    'view_20190611_ga_sessions_20250101.json.gz',
    'refresh_20250101.parquet',
    'fresh_20250101.parquet',
    'event_date=20250101/part-00000-7f3a9c2e-20f1.parquet',
    'event_date=2025-01-01/000000000000.json.gz',
    'dt=20250101/data_0.parquet',
    'events_20250101/000000000000.json.gz',
    '20250101/000000000003.parquet',
    'year=2025/month=01/day=01/part-0.parquet',
    'year=2025/month=1/day=1/part-0.parquet',
    'y=2025/m=1/d=1/0.parquet',
    '/home/me/2024/exports/20241231-backup/events_20250101.parquet',
    "/data/it's [mine]? {1}/events_20250101.parquet",
  ])('%s', (path) => {
    expect(daysOfPath(path)).toEqual({ from: '2025-01-01', to: '2025-01-01', kind: 'daily' });
  });
});

describe('a path gives a range of days', () => {
  test.each([
    'events_20250101_20250131.parquet',
    'events_20250101-20250131.parquet',
    'events_2025-01-01_to_2025-01-31.parquet',
    '2025-01-01..2025-01-31.json',
    'from=20250101_to=20250131/0.parquet',
  ])('%s', (path) => {
    expect(daysOfPath(path)).toEqual({ from: '2025-01-01', to: '2025-01-31', kind: 'daily' });
  });
});

describe('a path gives a table that is not of a whole day', () => {
  test.each([
    ['events_intraday_20250101.parquet', 'intraday'],
    ['events_intraday_20250101000000000000.json.gz', 'intraday'],
    ['events_intraday_20250101/000000000000.json.gz', 'intraday'],
    ['shop_events-intraday-20250101.parquet', 'intraday'],
    ['events_20250101_intraday.parquet', 'intraday'],
    ['intraday_20250101.parquet', 'intraday'],
    ['ga_sessions_intraday_20250101.parquet', 'intraday'],
    ['ga-sessions-intraday-20250101.json', 'intraday'],
    ['events_fresh_20250101.parquet', 'fresh'],
    ['freshmart_events_fresh_20250101.parquet', 'fresh'],
    ['intraday-trading_events_20250101.parquet', 'daily'],
  ])('%s: %s', (path, kind) => {
    expect(daysOfPath(path)).toEqual({ from: '2025-01-01', to: '2025-01-01', kind });
  });
});

describe('a path gives no day', () => {
  test.each([
    'events.parquet',
    'part-00000.parquet',
    'events_20250230.parquet',
    'events_19700101.parquet',
    'events_1738404000.parquet',
    'events_1738404000123.parquet',
    'events_20250131_20250101.parquet',
    'events_20250101_20250102_20250103.parquet',
    'year=2025/month=13/day=1/0.parquet',
    'year=2025/month=1/0.parquet',
    '',
  ])('%s', (path) => {
    expect(daysOfPath(path)).toBeNull();
  });
});
