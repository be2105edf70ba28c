import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net, { Socket } from 'node:net';

const reached = new Set<string>();

/** Hosts that this process has tried to reach since the last call; none of them got an answer. */
export function takeForbiddenHosts(): readonly string[] {
  const hosts = [...reached];
  reached.clear();
  return hosts;
}

/**
 * From now on this process reaches for no host but loopback: a connection or a look-up of any other fails, and is
 * remembered. Everything that Node connects, `fetch`, TLS and gRPC too, comes through here.
 */
export function allowOnlyLoopback(): void {
  const { connect } = Socket.prototype;
  Socket.prototype.connect = function (this: Socket, ...args: [never]) {
    const host = hostOf(args);
    if (host !== undefined && !isLoopback(host)) {
      this.destroy(refusal(host));
      return this;
    }
    return connect.apply(this, args);
  } as typeof connect;
  for (const module of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) guard(module);
  syncBuiltinESMExports();
}

/** Look-ups fail as they do without a network: to callbacks and to promises. */
function guard(module: object): void {
  const names = Object.getOwnPropertyNames(module).filter((name) => /^(lookup|reverse|resolve)/.test(name));
  for (const name of names) {
    const original = Reflect.get(module, name) as (...args: unknown[]) => unknown;
    const guarded = function (this: unknown, host: unknown, ...rest: unknown[]) {
      if (typeof host !== 'string' || host === '' || isLoopback(host)) return original.call(this, host, ...rest);
      const error = refusal(host);
      const callback = rest.at(-1);
      if (typeof callback !== 'function') return Promise.reject(error);
      process.nextTick(callback, error);
    };
    Reflect.set(module, name, guarded);
  }
}

/** The host of `connect(options)`, `connect(port, host?)`, or undefined for a local socket; Node also passes them as one list. */
function hostOf(args: readonly unknown[]): string | undefined {
  const first = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (typeof first === 'object' && first !== null) {
    const { path, host } = first as { path?: string; host?: string };
    return path ? undefined : (host ?? 'localhost');
  }
  if (typeof first === 'string' && Number.isNaN(Number(first))) return undefined;
  return typeof args[1] === 'string' ? args[1] : 'localhost';
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (net.isIPv4(host) && host.startsWith('127.'));
}

function refusal(host: string): NodeJS.ErrnoException {
  reached.add(host);
  return Object.assign(new Error(`The tests reach for no host but loopback, and this is ${host}.`), {
    code: 'ENOTFOUND',
    hostname: host,
  });
}
