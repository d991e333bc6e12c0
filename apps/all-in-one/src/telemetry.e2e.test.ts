import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { eventually, spawnTouchstone, type Touchstone } from '@touchstone/testing';

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
}
interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}
interface OtlpMetric {
  readonly name: string;
  readonly sum?: { readonly isMonotonic: boolean; readonly dataPoints: readonly { readonly asDouble: number }[] };
  readonly histogram?: {
    readonly dataPoints: readonly { count: number; bucketCounts: number[]; explicitBounds: number[] }[];
  };
}
interface Resource {
  readonly attributes: readonly Attribute[];
}
interface Taken {
  readonly resourceSpans?: readonly { resource: Resource; scopeSpans: readonly { spans: readonly OtlpSpan[] }[] }[];
  readonly resourceMetrics?: readonly {
    resource: Resource;
    scopeMetrics: readonly { metrics: readonly OtlpMetric[] }[];
  }[];
}

/** OTLP over HTTP as JSON: keeps what arrives, and takes all of it. */
const collector = async (): Promise<{ server: Server; url: string; taken: Taken[] }> => {
  const taken: Taken[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const isKnown = request.method === 'POST' && ['/v1/traces', '/v1/metrics'].includes(request.url ?? '');
      if (isKnown) taken.push(JSON.parse(Buffer.concat(parts).toString()) as Taken);
      response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, taken };
};

const told = ({ attributes }: Resource, name: string) => attributes.find(({ key }) => key === name)?.value.stringValue;
const nameOf = (resource: Resource) => told(resource, 'service.name');

describe('a collector of OpenTelemetry', () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const callerSpan = '00f067aa0ba902b7';
  let touchstone: Touchstone;
  let collected: Awaited<ReturnType<typeof collector>>;
  const spans = () =>
    collected.taken.flatMap(({ resourceSpans = [] }) =>
      resourceSpans.flatMap(({ resource, scopeSpans }) =>
        scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ ...span, service: nameOf(resource) }))),
      ),
    );

  beforeAll(async () => {
    collected = await collector();
    touchstone = await spawnTouchstone({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: collected.url } });
  });
  afterAll(async () => {
    await touchstone.stop();
    collected.server.closeAllConnections();
    collected.server.close();
  });

  it('gets the way of one event through all services as one trace', async () => {
    const authorization = `Basic ${Buffer.from(`${touchstone.writeKey}:`).toString('base64')}`;
    await touchstone.request('/v1/identify', {
      headers: { authorization, traceparent: `00-${traceId}-${callerSpan}-01` },
      body: { messageId: 'one', userId: 'ann', traits: { email: 'ann@example.org' } },
    });
    const stages = [
      'touchpoint-gateway POST /v1/identify',
      'customer-repository store facts',
      'customer-repository resolve identities',
      'projections project customer-profile',
      'projections project customer-timeline',
    ];
    const found = await eventually('every stage told its span', spans, (all) =>
      stages.every((stage) => all.some(({ service, name }) => `${service} ${name}` === stage)),
    );
    expect(found.filter((span) => span.traceId !== traceId)).toEqual([]);
    const known = new Set([callerSpan, ...found.map(({ spanId }) => spanId)]);
    expect(found.filter(({ parentSpanId = '' }) => !known.has(parentSpanId))).toEqual([]);
    expect(JSON.stringify(collected.taken)).not.toContain('ann@');
  });

  it('gets the metrics of each service, at the latest when it stops', async () => {
    await touchstone.service.kill('SIGTERM');
    const metrics = collected.taken.flatMap(({ resourceMetrics = [] }) =>
      resourceMetrics.flatMap(({ resource, scopeMetrics }) =>
        scopeMetrics.flatMap((scope) => scope.metrics.map((metric) => ({ ...metric, service: nameOf(resource) }))),
      ),
    );
    const last = (name: string) => metrics.filter((metric) => metric.name === name).pop();
    expect(last('touchstone_ingest_accepted_total')).toMatchObject({
      service: 'touchpoint-gateway',
      sum: { isMonotonic: true, dataPoints: [{ asDouble: 1 }] },
    });
    const [point] = last('touchstone_ingest_publish_duration_seconds')?.histogram?.dataPoints ?? [];
    expect(point?.count).toBe(1);
    expect(point?.bucketCounts.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(point?.bucketCounts).toHaveLength((point?.explicitBounds.length ?? 0) + 1);
    expect(last('touchstone_projection_lag_seconds')?.service).toBe('projections');
  });

  it('is told which process says it, so that replicas do not run over each other', () => {
    const resources = collected.taken.flatMap(({ resourceSpans = [], resourceMetrics = [] }) =>
      [...resourceSpans, ...resourceMetrics].map(({ resource }) => told(resource, 'service.instance.id')),
    );
    expect(new Set(resources)).toEqual(new Set([`${hostname()}/${touchstone.service.pid}`]));
  });
});
