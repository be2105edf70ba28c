import { Agent, get } from 'node:http';

/** Requests under way at once. */
const CONNECTIONS = 8;

/**
 * Asks for one address after the other over a few connections that stay open.
 * @param addressOf the address of a request, by its number
 * @returns milliseconds that each took, in the order in which they were answered
 * @throws Error for an answer other than 200
 */
export async function ask(count: number, addressOf: (number: number) => string): Promise<Float64Array> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const took = new Float64Array(count);
  let asked = 0;
  let answered = 0;
  const client = async () => {
    while (asked < count) {
      const begun = performance.now();
      await askOnce(addressOf(asked++), agent);
      took[answered++] = performance.now() - begun;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  agent.destroy();
  return took;
}

function askOnce(address: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get(address, { agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${address} was answered with ${response.statusCode}.`));
      response.resume().once('end', resolve).once('error', reject);
    });
    request.once('error', reject);
  });
}
