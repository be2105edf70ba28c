const MOST_SHOWN = 20;

export interface ComparisonOptions {
  /** How far numbers may be apart, relative to the expected one where that is above 1. Default 1e-12. */
  readonly tolerance?: number;
  /** Names of fields that are not compared, wherever they are. */
  readonly except?: readonly string[];
}

/**
 * Where two values of plain data differ, one line each, the first twenty; none where they are the same. Text that holds
 * JSON is compared as what it says.
 */
export function differences(
  actual: unknown,
  expected: unknown,
  { tolerance = 1e-12, except = [] }: ComparisonOptions = {},
): string[] {
  const found: string[] = [];
  const compare = (path: string, a: unknown, e: unknown): void => {
    if (found.length >= MOST_SHOWN || Object.is(a, e)) return;
    if (typeof a === 'number' && typeof e === 'number') {
      if (Math.abs(a - e) <= tolerance * Math.max(1, Math.abs(e))) return;
    } else if (isPlain(a) && isPlain(e)) {
      const keys = new Set([...Object.keys(a), ...Object.keys(e)].filter((key) => !except.includes(key)));
      for (const key of keys) compare(`${path}.${key}`, a[key], e[key]);
      return;
    } else if (isJson(a) && isJson(e)) {
      compare(path, JSON.parse(a), JSON.parse(e));
      return;
    }
    found.push(`${path}: ${JSON.stringify(a)} instead of ${JSON.stringify(e)}`);
  };
  compare('', actual, expected);
  return found;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isJson(value: unknown): value is string {
  return typeof value === 'string' && /^[[{]/.test(value);
}
