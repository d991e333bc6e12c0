import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { callFor } from '../harness/callers';
import type { Bench, Figures, OwnPaceRow, Pace } from '../harness/row';
import { median, quantile } from '../harness/statistics';
import { serve } from '../plain/serve';
import { plainForm, wireForms, type WireForm } from '../plain/wire-forms';
import { serveGateway, someOf } from '../product/gateway';
import { openLogServer } from '../product/log-server';

const callers = 8;
const known = 2_000;
const bare = join(__dirname, '../plain/bare-ingest.js');

interface Sender {
  readonly url: string;
  readonly writeKey: string;
  readonly agent: Agent;
}

/** Answers with what the server says; throws for anything but a 200. */
const send = ({ url, writeKey, agent }: Sender, form: WireForm): Promise<string> =>
  new Promise((resolve, reject) => {
    const body = form.body(Array.from({ length: form.size }, someOf(known)));
    const headers = { ...form.headers(writeKey), 'content-length': body.length };
    const call = request(url + form.path, { method: 'POST', agent, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.once('end', () =>
        answer.statusCode === 200
          ? resolve(text)
          : reject(new Error(`${form.name}: HTTP ${answer.statusCode} ${text}`)),
      );
    });
    call.once('error', reject).end(body);
  });

const round = async (sender: Sender, form: WireForm, ms: number) => {
  const began = performance.now();
  const { count, latencies } = await callFor(ms, callers, () => send(sender, form).then(() => form.size));
  return { perSecond: (count / (performance.now() - began)) * 1_000, latencies };
};
type Rounds = Awaited<ReturnType<typeof round>>[];

const figures = (name: string, rounds: Rounds): Figures => {
  const rates = rounds.map(({ perSecond }) => perSecond);
  const latencies = rounds.flatMap((each) => [...each.latencies]);
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => quantile(latencies, share));
  return { name, perSecond: median(rates), range: [Math.min(...rates), Math.max(...rates)], p50, p95, p99 };
};

/** One form and the yardstick in turns, round by round. */
const measureForm = async (ours: Sender, yardstick: Sender, form: WireForm, { rounds, roundMs }: Pace) => {
  const plain = plainForm(form.size);
  const { accepted } = JSON.parse(await send(ours, form)) as { accepted: number };
  if (accepted !== form.size) throw new Error(`${form.name}: only ${accepted} of ${form.size} events were accepted.`);
  const [own, other]: [Rounds, Rounds] = [[], []];
  for (let nth = -1; nth < rounds; nth++) {
    const [one, two] = [await round(ours, form, roundMs), await round(yardstick, plain, roundMs)];
    if (nth < 0) continue;
    own.push(one);
    other.push(two);
  }
  const ratio = median(own.map(({ perSecond }, nth) => perSecond / other[nth]!.perSecond));
  return [figures(form.name, own), { ...figures(`bare Fastify, ${plain.name}`, other), ratio }];
};

const measure = async (bench: Bench, pace: Pace) => {
  const writeKey = randomBytes(32).toString('hex');
  const agent = new Agent({ keepAlive: true });
  const gateway = await serveGateway(await openLogServer(bench), writeKey);
  const plain = await serve(bare, [await bench.database(), writeKey]);
  try {
    const contenders: Figures[] = [];
    for (const form of wireForms)
      contenders.push(
        ...(await measureForm({ url: gateway.url, writeKey, agent }, { url: plain.url, writeKey, agent }, form, pace)),
      );
    return { contenders, notes: [] };
  } finally {
    agent.destroy();
    await Promise.all([gateway.stop(), plain.stop()]);
  }
};

export const acceptedForms: OwnPaceRow = {
  name: 'accepted.forms',
  what: `POST of events of ${known} known people as each SDK writes them, ${callers} connections; answered when durable; below each the bare handler with as many events a request as JSON. Bodies are made, and gzipped, by the bench.`,
  unit: 'events',
  measure,
};
