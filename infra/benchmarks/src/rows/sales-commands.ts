import { Agent } from 'node:http';
import { join } from 'node:path';
import { postgresEventStore } from '@touchstone/event-store';
import { Pool } from 'pg';
import { v7 } from 'uuid';
import { callFor } from '../harness/callers';
import type { Bench, Row } from '../harness/row';
import { until } from '../harness/until';
import { serve, type Served } from '../plain/serve';
import { openLogServer, type LogServer } from '../product/log-server';
import { salesModels, serveProjections, slotsOf } from '../product/projections';
import { serveRepository } from '../product/repository';
import {
  allow,
  commander,
  dealings,
  holdRelay,
  newCustomer,
  serveSales,
  stages,
  type Commander,
  type Customer,
} from '../product/sales';

const callers = 32;
const bare = join(__dirname, '../plain/bare-sales.js');

/** Everybody goes on with opportunities of his own customer, from round to round; `spent` tells the CPU of the HTTP process. */
const contender = (served: Served, command: Commander, pipelineId: string, customers: readonly Customer[]) => {
  const each = customers.map((customer) => dealings(command, pipelineId, customer));
  let spent = 0;
  const round = async (ms: number) => {
    const before = served.cpu() ?? 0;
    const done = await callFor(ms, callers, async (caller) => {
      await each[caller]?.();
      return 1;
    });
    spent = Math.round((((served.cpu() ?? 0) - before) / done.count) * 1e6);
    return done;
  };
  return { round, spent: () => `${spent} us` };
};

interface Followers {
  /** Waits until everything that was recorded is in the read models. */
  level(): Promise<void>;
  stop(): Promise<void>;
}

const follow = async (bench: Bench, log: LogServer, pool: Pool): Promise<Followers> => {
  const url = await bench.database();
  const [repository, projections] = [await serveRepository(log), await serveProjections(log, url)];
  const [store, read] = [
    await postgresEventStore({ pool, schema: 'store_sales' }),
    new Pool({ connectionString: url }),
  ];
  return {
    level: async () => {
      const head = await store.head();
      await until(
        'the read models of sales are level',
        async () => (await slotsOf(read, salesModels, head)) === salesModels.length,
      );
    },
    stop: async () => {
      await Promise.all([repository.stop(), projections.stop(), store.close(), read.end()]);
    },
  };
};

const commands = (name: string, what: string, followed: boolean): Row => ({
  name: `sales.commands.${name}`,
  what: `POST /sales/opportunities and four commands about each (next step, amount, stage, win), ${callers} callers, each on opportunities of its own, every command under a new Idempotency-Key and answered when it is durable; each server in a process of its own; ${what}.`,
  unit: 'commands',
  open: async (bench) => {
    const log = await openLogServer(bench);
    const pool = new Pool({ connectionString: log.logUrl, max: 2 });
    const [admin, rep] = [await allow(pool, 'admin', null), await allow(pool, 'rep', 'ana')];
    const [ours, plain] = [await serveSales(log), await serve(bare, [await bench.database()])];
    const agent = new Agent({ keepAlive: true });
    const { id } = await commander(ours.url, admin, agent)('pipelines', { name: 'New business', stages });
    const followers = followed ? await follow(bench, log, pool) : undefined;
    const command = commander(ours.url, rep, agent);
    const each = Array.from({ length: callers });
    const customers = await Promise.all(each.map(() => newCustomer(command)));
    const touchstone = contender(ours, command, id, customers);
    const strangers = each.map(() => ({ contact: v7(), account: v7() }));
    const nest = contender(plain, commander(plain.url, rep, agent), v7(), strangers);
    return {
      contenders: [
        { name: 'Touchstone', prepare: () => holdRelay(pool, !followed), round: touchstone.round },
        {
          ...{ name: 'Nest, class-validator, one INSERT', target: 0.5, round: nest.round },
          ...(followers && { prepare: followers.level }),
        },
      ],
      notes: () => [`CPU of the HTTP process for a command: Touchstone ${touchstone.spent()}, Nest ${nest.spent()}.`],
      close: async () => {
        agent.destroy();
        await Promise.all([ours.stop(), plain.stop(), followers?.stop()]);
        await pool.end();
      },
    };
  },
});

export const salesCommands = commands('alone', 'the relay is held back, and nothing follows', false);
export const salesCommandsFollowed = commands('followed', 'relay, customer-repository and projections run', true);
