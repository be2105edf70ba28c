/** Causes further down than this are left out. */
const DEEPEST_CAUSE = 5;

/** An error's name, message, stack and causes, for the log only; `stack_trace` is what Error Reporting groups by. */
export function errorFields(error: unknown): Record<string, unknown> {
  const stack = error instanceof Error ? { stack_trace: error.stack } : {};
  return { error: describe(error, DEEPEST_CAUSE), ...stack };
}

function describe(error: unknown, depth: number): unknown {
  if (!(error instanceof Error)) return String(error);
  const { name, message, stack, cause } = error;
  return {
    name,
    ...('code' in error && { code: error.code }),
    message,
    stack,
    ...(cause !== undefined && depth > 0 && { cause: describe(cause, depth - 1) }),
  };
}
