import { customerIdOf } from '@touchstone/contracts';
import { Client } from 'pg';
import type { LogServer } from '../product/log-server';
import { serveRepository } from '../product/repository';
import { copyRows } from './copy';
import { eventsOfPerson, samplePeople, type Person } from './sample-people';

const peopleATime = 1_000;
const eventColumns =
  'epoch, txid, stream_id, stream_version, event_id, category, type, schema_version, data, metadata, recorded_at';
const identityColumns = 'identity, type, first, own_customer, customer, label, partners';
const pairColumns = '"left", "right", stated_time, stated_event, state, evidence';

const eventRows = ({ events }: Person, epoch: number, txid: string, recordedAt: string) =>
  events.map(({ stream, version, id, type, schemaVersion, data, metadata }) => [
    ...[epoch, txid, stream, version, id, stream.slice(0, stream.indexOf('-')), type, schemaVersion, data],
    ...[JSON.stringify(metadata), recordedAt],
  ]);

const identityRows = ({ user, email, customer }: Person, first: string) => {
  const label = user < email ? user : email;
  return [
    [user, 'user_id', first, customer, customer, label, 1],
    [email, 'email', first, customerIdOf(email), customer, label, 1],
  ];
};

const pairRow = ({ user, email, events: [first] }: Person) => {
  const [left, right] = user < email ? [user, email] : [email, user];
  return [left, right, first?.metadata.time ?? '', first?.id ?? '', 'linked', first?.id ?? ''];
};

/** People with all their rows in one transaction, as one append of many events would leave them. */
const seedSome = async (client: Client, people: readonly Person[], epoch: number): Promise<void> => {
  await client.query('BEGIN');
  const { rows } = await client.query<{ txid: string; place: string; at: string }>(
    `SELECT xid::text AS txid, clock_timestamp()::text AS at,
       lpad($1::text, 5, '0') || '-' || lpad(xid::text, 20, '0') || '-' || lpad('1', 19, '0') AS place
     FROM pg_current_xact_id() AS xid`,
    [epoch],
  );
  const [{ txid, place, at }] = rows as [(typeof rows)[number]];
  await copyRows(
    client,
    `store.events (${eventColumns})`,
    people.flatMap((one) => eventRows(one, epoch, txid, at)),
  );
  await copyRows(
    client,
    `resolver.identities (${identityColumns})`,
    people.flatMap((one) => identityRows(one, place)),
  );
  await copyRows(client, `resolver.pairs (${pairColumns})`, people.map(pairRow));
  await copyRows(
    client,
    'resolver.customers (customer, version)',
    people.map(({ customer }) => [customer, 0]),
  );
  await client.query('COMMIT');
};

// The resolver goes on behind what is seeded: all of it is decided.
const levelResolver = `WITH head AS (
    SELECT lpad(epoch::text, 5, '0') || '-' || lpad(txid::text, 20, '0') || '-' || lpad(global_position::text, 19, '0') AS place
    FROM store.events ORDER BY epoch DESC, txid DESC, global_position DESC LIMIT 1),
  told AS (UPDATE resolver.progress SET told = (SELECT place FROM head))
  UPDATE resolver.slots SET position = (SELECT place FROM head)`;

/** While the server takes one part in, the next is made: so many sessions. */
const sessions = 2;

const tables = ['store.events', 'resolver.identities', 'resolver.pairs', 'resolver.customers'];

/** Runs with a connection of its own. */
const connected = async <T>(url: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  return work(client).finally(() => client.end());
};

const seedPeople = async (log: LogServer, people: number, epoch: number, told: (seeded: number) => void) => {
  const personAt = samplePeople(Buffer.from(log.env['PEPPER'] ?? '', 'hex'));
  let [next, seeded] = [0, 0];
  const session = async (client: Client) => {
    // What a crash of the server would lose is seeded again: nobody waits for the disk.
    await client.query('SET synchronous_commit = off');
    while (next < people) {
      const from = next;
      next += peopleATime;
      const some = Array.from({ length: Math.min(peopleATime, people - from) }, (_, at) => personAt(from + at));
      await seedSome(client, some, epoch);
      told((seeded += some.length * eventsOfPerson));
    }
  };
  await Promise.all(Array.from({ length: sessions }, () => connected(log.logUrl, session)));
};

/** Fills a fresh log with `events` events of decided people; answers with how many people those are. */
export const seedLog = async (log: LogServer, events: number, told: (seeded: number) => void): Promise<number> => {
  // It makes the tables.
  await (await serveRepository(log)).stop();
  const people = Math.floor(events / eventsOfPerson);
  await connected(log.logUrl, async (client) => {
    const { rows } = await client.query<{ epoch: number }>('SELECT max(epoch)::int AS epoch FROM store.epochs');
    await seedPeople(log, people, rows[0]?.epoch ?? 1, told);
    const { rowCount } = await client.query(levelResolver);
    if (rowCount !== 1) throw new Error(`The resolver has ${rowCount} slots, not one.`);
    for (const table of tables) await client.query(`VACUUM ANALYZE ${table}`);
    await client.query('CHECKPOINT');
  });
  return people;
};
