/** The name that GoogleSQL says is no column, the first of its path; null where the message says something else. */
export function unrecognizedName(message: string): string | null {
  return /Unrecognized name: `?(\w+)/.exec(message)?.[1] ?? null;
}
