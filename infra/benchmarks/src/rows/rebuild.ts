import { openVault, type DataKey } from '@touchstone/personal-data';
import { customerIdentity, customerProfile, customerTimeline, type ReadModel } from '@touchstone/read-models';
import { Pool } from 'pg';
import type { Bench, Figures, OwnPaceRow, Pace } from '../harness/row';
import { median } from '../harness/statistics';
import {
  boxesOf,
  finishedRows,
  insertRows,
  makePlainTables,
  openBoxes,
  selectEvents,
  type FinishedTable,
} from '../plain/bare-rebuild';
import { fillLog } from '../product/filled-log';
import { openLogServer, type LogServer } from '../product/log-server';
import { rebuild } from '../product/projections';
import { headOf } from '../product/repository';

const sizes = ({ quick }: Bench) => (quick ? { events: 300, known: 20 } : { events: 30_000, known: 2_000 });

interface Filled {
  readonly log: LogServer;
  readonly pool: Pool;
  readonly head: string;
  readonly keys: ReadonlyMap<string, DataKey>;
}

const keysOf = async ({ keysUrl, wrappingKey }: LogServer, pool: Pool): Promise<ReadonlyMap<string, DataKey>> => {
  const keysPool = new Pool({ connectionString: keysUrl, max: 1 });
  try {
    const vault = await openVault({ pool: keysPool, wrappingKey });
    const names = (await selectEvents(pool)).flatMap(boxesOf).map(({ identity, box }) => ({
      identity,
      generation: box.readUInt32BE(1),
    }));
    const keys = await vault.openingKeys(names);
    await vault.close();
    return new Map([...keys.values()].map((key) => [`${key.identity}/${key.generation}`, key]));
  } finally {
    await keysPool.end();
  }
};

/** A log as gateway and repository write it, with every decision made; nobody follows it any more. */
const fill = async (bench: Bench, log: LogServer, pool: Pool): Promise<Filled> => {
  const { events, known } = sizes(bench);
  await fillLog(log, pool, events, known);
  return { log, pool, head: await headOf(pool), keys: await keysOf(log, pool) };
};

/** Seconds of: read, open, insert, one after the other. */
const oneAfterTheOther = async ({ pool, keys }: Filled, read: Pool, tables: readonly FinishedTable[]) => {
  const began = performance.now();
  const events = await selectEvents(pool);
  openBoxes(events, keys);
  await insertRows(read, tables);
  return { events: events.length, seconds: (performance.now() - began) / 1_000 };
};

const builtOnce = async (bench: Bench, filled: Filled, { name, schema }: ReadModel) => {
  const url = await bench.database();
  const pool = new Pool({ connectionString: url, max: 2 });
  try {
    const ours = await rebuild(filled.log, { url, pool }, name, filled.head);
    const tables = await finishedRows(pool, schema);
    await makePlainTables(pool, schema, tables);
    const beside = await oneAfterTheOther(filled, pool, tables);
    return { ours: beside.events / ours, plain: beside.events / beside.seconds, tables };
  } finally {
    await pool.end();
  }
};

const rangeOf = (rates: readonly number[]) => ({
  perSecond: median(rates),
  range: [Math.min(...rates), Math.max(...rates)] as const,
});

const compare = async (bench: Bench, filled: Filled, { rounds }: Pace) => {
  const contenders: Figures[] = [];
  for (const model of [customerProfile, customerTimeline, customerIdentity]) {
    const built: Awaited<ReturnType<typeof builtOnce>>[] = [];
    for (let round = 0; round < Math.min(rounds, 3); round++) built.push(await builtOnce(bench, filled, model));
    const rows = (built[0]?.tables ?? []).reduce((sum, table) => sum + table.rows.length, 0);
    contenders.push(
      { name: `Touchstone, ${model.name}`, ...rangeOf(built.map(({ ours }) => ours)) },
      {
        name: `SELECT, open, multi-row INSERT of ${rows} rows`,
        ...rangeOf(built.map(({ plain }) => plain)),
        ratio: median(built.map(({ ours, plain }) => ours / plain)),
        target: 0.5,
      },
    );
  }
  return { contenders, notes: [] };
};

const measure = async (bench: Bench, pace: Pace) => {
  const log = await openLogServer(bench);
  const pool = new Pool({ connectionString: log.logUrl, max: 2 });
  return fill(bench, log, pool)
    .then((filled) => compare(bench, filled, pace))
    .finally(() => pool.end());
};

export const rebuilding: OwnPaceRow = {
  name: 'rebuild',
  what: 'each read model alone from an empty schema, from 30 000 events of 2 000 people and their decisions, in a process of its own that begins with no key in memory, from taking its slot; beside it one after the other: keyset SELECT of the same events, bare opening of their boxes with keys in memory, multi-row INSERT of the finished rows into tables with the same indexes.',
  unit: 'events',
  measure,
};
