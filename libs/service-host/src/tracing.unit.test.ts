import { createLog, sendLogsTo } from './log';
import { openTracing } from './tracing';
import { isSampled, parseTraceparent } from './traceparent';

const traceId = (n: number) => n.toString(16).padStart(32, '0');
const parentOf = (n: number, flags = '01') => `00-${traceId(n)}-00f067aa0ba902b7-${flags}`;

describe('traceparent', () => {
  it.each([
    ['none', undefined],
    ['nonsense', 'nonsense'],
    ['an all-zero trace id', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
    ['an all-zero span id', `00-${traceId(1)}-${'0'.repeat(16)}-01`],
    ['upper case', parentOf(0xabc).toUpperCase()],
    ['version ff', `ff-${traceId(1)}-00f067aa0ba902b7-01`],
    ['more fields in version 00', `${parentOf(1)}-more`],
  ])('is dropped when it is %s', (_, text) => {
    expect(parseTraceparent(text)).toBeUndefined();
    expect(isSampled(text)).toBe(false);
  });

  it('reads a higher version by its prefix', () => {
    expect(parseTraceparent(`01-${traceId(7)}-00f067aa0ba902b7-01-later`)?.traceId).toBe(traceId(7));
  });

  it('tells what is sampled', () => {
    expect(isSampled(parentOf(1))).toBe(true);
    expect(isSampled(parentOf(1, '00'))).toBe(false);
  });
});

describe('tracing', () => {
  const spansOf = async (use: (tracing: ReturnType<typeof openTracing>) => Promise<unknown>, ratio = 0) => {
    const lines: string[] = [];
    sendLogsTo({ write: (line) => void lines.push(line) });
    const tracing = openTracing(createLog('test'), { ratio });
    await use(tracing).catch(() => {});
    await tracing.close();
    sendLogsTo(undefined);
    return lines.map((line) => JSON.parse(line).span);
  };

  it('writes a span into the trace of each event of a batch', async () => {
    const parents = [parentOf(1), undefined, parentOf(2), parentOf(1), parentOf(3, '00')];
    const spans = await spansOf((tracing) => tracing.span('project', parents, async () => 'done'));
    expect(spans.map((span) => span.traceId).sort()).toEqual([traceId(1), traceId(2)]);
    expect(spans[0]).toMatchObject({ operation: 'project', parentSpanId: '00f067aa0ba902b7' });
  });

  it('hands on a traceparent that continues the trace', async () => {
    let inner: string | undefined;
    const [span] = await spansOf((tracing) => tracing.span('publish', [parentOf(1)], async (own) => (inner = own)));
    expect(inner).toBe(`00-${traceId(1)}-${span.spanId}-01`);
  });

  it('bounds the spans of one batch and links the rest', async () => {
    const parents = Array.from({ length: 40 }, (_, index) => parentOf(index + 1));
    const spans = await spansOf((tracing) => tracing.span('project', parents, async () => {}));
    expect(spans).toHaveLength(16);
    expect(spans.flatMap((span) => span.links ?? [])).toHaveLength(24);
  });

  it('links a replay to the traces of its events', async () => {
    const [span, ...more] = await spansOf((tracing) =>
      tracing.span('rebuild', [parentOf(1)], async () => {}, { replay: true }),
    );
    expect(more).toEqual([]);
    expect(span.traceId).not.toBe(traceId(1));
    expect(span.links).toEqual([`${traceId(1)}-00f067aa0ba902b7`]);
  });

  it('says nothing when nothing is sampled', async () => {
    expect(await spansOf((tracing) => tracing.span('project', [parentOf(1, '00'), undefined], async () => {}))).toEqual(
      [],
    );
    expect(await spansOf(async (tracing) => tracing.start('GET /', undefined)?.end())).toEqual([]);
  });

  it('starts traces of its own by the ratio', async () => {
    expect(await spansOf(async (tracing) => tracing.start('GET /', undefined)?.end(), 1)).toHaveLength(1);
  });

  it('marks a failure by its class only', async () => {
    const fail = async () => Promise.reject(new RangeError('ann@example.org'));
    const [span] = await spansOf((tracing) => tracing.span('project', [parentOf(1)], fail));
    expect(span).toMatchObject({ failed: true, attributes: { 'error.type': 'RangeError' } });
    expect(JSON.stringify(span)).not.toContain('ann@');
  });
});
