import type { Server, ServerResponse } from 'node:http';

/** The requests of a server that are being answered. */
export class InFlight {
  readonly #responses = new Set<ServerResponse>();
  #draining = false;
  #wake = () => {};

  /** Counts from now on: to be made before the server takes its first request. */
  constructor(readonly server: Server) {
    server.prependListener('request', (_request, response: ServerResponse) => {
      this.#responses.add(response);
      if (this.#draining) response.setHeader('Connection', 'close');
      response.once('close', () => this.#end(response));
    });
    // Node does not close an answer that waits behind others on a connection which is lost.
    server.on('connection', (socket) => {
      socket.once('close', () => {
        for (const response of this.#responses) if (response.req.socket === socket) this.#end(response);
      });
    });
  }

  /**
   * Takes no new connection and waits until every request has been answered, `graceMs` milliseconds at most; hands those
   * that have no answer by then to `late`, and ends every connection.
   */
  async drain(graceMs: number, late: (response: ServerResponse) => void): Promise<void> {
    this.#draining = true;
    this.server.close();
    this.server.closeIdleConnections();
    for (const response of this.#responses) if (!response.headersSent) response.setHeader('Connection', 'close');
    await this.#empty(graceMs);
    for (const response of this.#responses) late(response);
    await this.#empty(FLUSH_MS);
    this.server.closeAllConnections();
  }

  #end(response: ServerResponse): void {
    this.#responses.delete(response);
    if (this.#responses.size === 0) this.#wake();
  }

  /** Resolves when nothing is in flight, or after `ms` milliseconds. */
  async #empty(ms: number): Promise<void> {
    if (this.#responses.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
  }
}

/** Enough for an answer that is written to leave the machine. */
const FLUSH_MS = 250;
