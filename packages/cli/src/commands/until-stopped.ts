/** Signals after the first within this time come from the same key press: from the terminal, npm and a shell. */
const SAME_MS = 500;
const PARENT_POLL_MS = 500;

/**
 * Resolves when the process is asked to stop by SIGINT, SIGTERM or SIGHUP or, where `parent` is its parent, when that one
 * has ended: then nobody is there who could ask. Asked again, the process ends at once.
 * @param parent process id of a parent that this process is not to outlive
 */
export function untilStopped(parent?: number): Promise<string> {
  return new Promise((resolve) => {
    let askedAt: number | null = null;
    const stop = (reason: string) => {
      if (askedAt !== null && performance.now() - askedAt > SAME_MS) process.exit(130);
      askedAt ??= performance.now();
      resolve(reason);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
    if (parent === undefined || process.ppid !== parent) return;
    const timer = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(timer);
      stop('its parent has ended');
    }, PARENT_POLL_MS);
    timer.unref();
  });
}
