import { connect } from 'node:net';

/** What a server sent back before it, or the test, ended the connection. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Everything, for connections with several answers or none. */
  readonly text: string;
}

export interface RawOptions {
  /** Milliseconds after which the test stops to wait. */
  readonly withinMs?: number;
}

/** Sends bytes as they are, and waits until the server has closed the connection or answered once with a whole body. */
export function rawRequest(
  url: string,
  bytes: string | Buffer | readonly (string | Buffer)[],
  { withinMs = 20_000 }: RawOptions = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let received = Buffer.alloc(0);
    const timer = setTimeout(() => socket.destroy(new Error('nothing came')), withinMs);
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(parsed(received));
    };
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (isWhole(received)) end();
    });
    socket.on('close', end);
    socket.on('error', (error) => {
      clearTimeout(timer);
      // Who is refused while sending may see the connection reset after the answer.
      if (received.length > 0) end();
      else reject(error);
    });
    for (const part of [bytes].flat()) socket.write(part);
  });
}

function parsed(received: Buffer): RawAnswer {
  const text = received.toString('utf8');
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return {
    status: Number(first.split(' ')[1] ?? Number.NaN),
    headers: Object.fromEntries(headers),
    body: rest.join('\r\n\r\n'),
    text,
  };
}

function isWhole(received: Buffer): boolean {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(received.toString('latin1', 0, headEnd + 2))?.[1];
  return length !== undefined && received.length >= headEnd + 4 + Number(length);
}
