/** True where another process holds the file that DuckDB was to open. */
export function isLockedFile(error: unknown): boolean {
  return (
    error instanceof Error && /could not set lock|conflicting lock|being used by another process/i.test(error.message)
  );
}
