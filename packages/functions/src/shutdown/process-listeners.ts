type Listener = (...args: never[]) => void;

const EVENTS = ['SIGTERM', 'SIGINT', 'uncaughtException', 'unhandledRejection', 'exit'] as const;

/**
 * Remembers who listens for the end of the process now; the function that it returns removes everybody who came later.
 * functions-framework listens once its server does: it would answer requests in flight with 500 and exit at once.
 */
export function processListeners(): () => void {
  const before = new Map(EVENTS.map((event) => [event, new Set(process.listeners(event as 'exit') as Listener[])]));
  return () => {
    for (const [event, known] of before) {
      for (const listener of process.listeners(event as 'exit') as Listener[]) {
        if (!known.has(listener)) process.removeListener(event, listener as () => void);
      }
    }
  };
}
