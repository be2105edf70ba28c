import * as grpc from '@grpc/grpc-js';

/** The methods of Firestore that its client for servers calls, and whether the answer is a stream. */
const METHODS: Readonly<Record<string, boolean>> = {
  BatchGetDocuments: true,
  BatchWrite: false,
  BeginTransaction: false,
  Commit: false,
  Rollback: false,
  RunAggregationQuery: true,
  RunQuery: true,
};
const SERVICE = 'google.firestore.v1.Firestore';

/** What happens to a call. */
export interface GrpcFault {
  /** The status that its caller gets. */
  readonly code: grpc.status;
  /** True where the server has done what it was asked for all the same. */
  readonly acts?: boolean;
}

/** Says what is to happen to a call; null lets it through. @param call how many calls of the method there were before */
export type GrpcFaultPlan = (method: string, call: number) => GrpcFault | null;

/** A server that stands between Firestore's client and a server, and passes on bytes. */
export interface GrpcFaultProxy {
  /** `host:port`. */
  readonly endpoint: string;
  /** What happens from now on. */
  plan: GrpcFaultPlan;
  /** Calls so far, by method, those that came to nothing too. */
  readonly calls: Readonly<Record<string, number>>;
  stop(): void;
}

const raw = (bytes: Buffer) => bytes;

/** Starts a proxy in front of Firestore. @param upstream `host:port`, without encryption */
export async function startGrpcFaultProxy(upstream: string): Promise<GrpcFaultProxy> {
  const client = new grpc.Client(upstream, grpc.credentials.createInsecure());
  const server = new grpc.Server();
  const calls: Record<string, number> = {};
  const proxy = { endpoint: '', plan: (() => null) as GrpcFaultPlan, calls, stop };

  function stop(): void {
    server.forceShutdown();
    client.close();
  }
  function faultOf(method: string): GrpcFault | null {
    const before = calls[method] ?? 0;
    calls[method] = before + 1;
    return proxy.plan(method, before);
  }
  const refusal = ({ code }: GrpcFault) => ({ code, details: `made by the test: ${grpc.status[code]}` });
  const pathOf = (method: string) => `/${SERVICE}/${method}`;

  const definition: Record<string, grpc.MethodDefinition<Buffer, Buffer>> = {};
  const handlers: Record<string, grpc.UntypedHandleCall> = {};
  for (const [method, responseStream] of Object.entries(METHODS)) {
    definition[method] = {
      path: pathOf(method),
      requestStream: false,
      responseStream,
      requestSerialize: raw,
      requestDeserialize: raw,
      responseSerialize: raw,
      responseDeserialize: raw,
    };
    handlers[method] = responseStream ? streaming(method) : unary(method);
  }

  function unary(method: string): grpc.handleUnaryCall<Buffer, Buffer> {
    return (call, answer) => {
      const fault = faultOf(method);
      if (fault !== null && fault.acts !== true) return answer(refusal(fault));
      client.makeUnaryRequest(pathOf(method), raw, raw, call.request, call.metadata, (error, bytes) => {
        if (fault !== null) answer(refusal(fault));
        else answer(error, bytes);
      });
    };
  }
  function streaming(method: string): grpc.handleServerStreamingCall<Buffer, Buffer> {
    return (call) => {
      const fault = faultOf(method);
      if (fault !== null) {
        call.emit('error', refusal(fault));
        return;
      }
      const passed = client.makeServerStreamRequest(pathOf(method), raw, raw, call.request, call.metadata);
      passed.on('data', (bytes: Buffer) => call.write(bytes));
      passed.on('end', () => call.end());
      passed.on('error', (error) => call.emit('error', error));
      call.on('cancelled', () => passed.cancel());
    };
  }

  server.addService(definition, handlers);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return Object.assign(proxy, { endpoint: `127.0.0.1:${port}` });
}
