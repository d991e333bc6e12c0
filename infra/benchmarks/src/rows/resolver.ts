import { identityHasher } from '@touchstone/personal-data';
import { postgresEventStore, type Append } from '@touchstone/event-store';
import { Pool } from 'pg';
import type { Bench, Figures, OwnPaceRow } from '../harness/row';
import { quantile } from '../harness/statistics';
import { until, untilOrFailed } from '../harness/until';
import { sampleTouchpoint } from '../plain/sample-touchpoints';
import { openLogServer, type LogServer } from '../product/log-server';
import { headOf, resolverBegan, resolverReached, serveRepository } from '../product/repository';
import { allowSteward, poster } from '../product/steward';

const sizes = ({ quick }: Bench) => (quick ? { people: 200, merges: 3 } : { people: 20_000, merges: 200 });
const chunk = 500;

/** Facts of people who are known by two identities each: every one of them is a decision. */
const seedPeople = async ({ logUrl, env }: LogServer, people: number): Promise<string> => {
  const pool = new Pool({ connectionString: logUrl, max: 4 });
  const store = await postgresEventStore({ pool });
  const identityOf = identityHasher(Buffer.from(env['PEPPER'] ?? '', 'hex'));
  const factOf = (at: number): Append => {
    const [user, email] = [identityOf('user_id', `person-${at}`), identityOf('email', `person-${at}@example.com`)];
    const { metadata, ...event } = sampleTouchpoint(user);
    const participants = [`subject:user_id:${user}`, `subject:email:${email}`];
    return {
      stream: `identity-${user}`,
      events: [{ ...event, metadata: { ...metadata, participants } }],
      expected: 'any',
    };
  };
  for (let at = 0; at < people; at += chunk)
    await store.appendMany(Array.from({ length: Math.min(chunk, people - at) }, (_, next) => factOf(at + next)));
  await store.close();
  await pool.end();
  return logUrl;
};

const latencies = (name: string, values: readonly number[]): Figures => ({
  name,
  p50: quantile(values, 0.5),
  p95: quantile(values, 0.95),
  p99: quantile(values, 0.99),
});

const mergeAndSplit = async (url: string, key: string, merges: number): Promise<Figures[]> => {
  const post = poster(url, key);
  const [merging, splitting]: [number[], number[]] = [[], []];
  for (let at = 0; at < merges; at++) {
    const user = (number: number) => ({ type: 'user_id', value: `person-${number}` });
    const email = { type: 'email', value: `person-${2 * at}@example.com` };
    const merged = await post('/customers/merge', { identifiers: [user(2 * at), user(2 * at + 1)] });
    const unmerged = await post(`/customers/${merged.id}/split`, { identifiers: [user(2 * at), email] });
    merging.push(merged.ms);
    splitting.push(unmerged.ms);
  }
  return [latencies('merge over HTTP, decided', merging), latencies('unmerge over HTTP, decided', splitting)];
};

const measure = async (bench: Bench) => {
  const { people, merges } = sizes(bench);
  const log = await openLogServer(bench);
  await seedPeople(log, people);
  const pool = new Pool({ connectionString: log.logUrl, max: 2 });
  const key = await allowSteward(pool);
  const head = await headOf(pool);
  const starting = serveRepository(log);
  await untilOrFailed('the resolver begins', starting, () => resolverBegan(pool));
  const began = performance.now();
  const repository = await starting;
  try {
    await until('the resolver is level', () => resolverReached(pool, head), { everyMs: 5 });
    const seconds = (performance.now() - began) / 1_000;
    const { rows } = await pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM store.events WHERE category = 'customer'`,
    );
    const decisions = rows[0]?.n ?? 0;
    const rate: Figures = { name: 'decisions, from a log that is there', perSecond: decisions / seconds };
    const merged = await mergeAndSplit(repository.url, key, merges);
    return { contenders: [rate, ...merged], notes: [`${decisions} decisions.`] };
  } finally {
    await repository.stop();
    await pool.end();
  }
};

export const resolver: OwnPaceRow = {
  name: 'resolver',
  what: '20 000 people with two identities each, one fact and so one decision each; then 200 merges of two of them and their unmerges, one after the other, each answered when it is decided.',
  unit: 'decisions',
  measure,
};
