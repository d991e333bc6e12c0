import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { callFor } from '../harness/callers';
import type { Row } from '../harness/row';
import { serve, type Served } from '../plain/serve';
import { bodyOf, sender, serveGateway, someOf } from '../product/gateway';
import { openLogServer } from '../product/log-server';

const batch = 100;
const callers = 8;
const known = 2_000;
const bare = join(__dirname, '../plain/bare-ingest.js');

const accepted = (name: string, what: string, userOf: () => string, target?: number): Row => ({
  name: `accepted.${name}`,
  what: `POST /v1/batch with ${batch} events of ${what}, ${callers} connections; answered when durable; each server in a process of its own.`,
  unit: 'events',
  open: async (bench) => {
    const writeKey = randomBytes(32).toString('hex');
    const ours = await serveGateway(await openLogServer(bench), writeKey);
    const plain = await serve(bare, [await bench.database(), writeKey]);
    const agent = new Agent({ keepAlive: true });
    const spent: Record<string, string> = {};
    const contender = (label: string, served: Served) => {
      const send = sender(served.url, writeKey, agent);
      return async (ms: number) => {
        const before = served.cpu();
        const round = await callFor(ms, callers, () => send(bodyOf(batch, userOf), batch));
        const after = served.cpu();
        if (before !== undefined && after !== undefined)
          spent[label] = `${Math.round(((after - before) / round.count) * 1e6)} us`;
        return round;
      };
    };
    return {
      contenders: [
        { name: 'Touchstone', round: contender('Touchstone', ours) },
        {
          name: 'bare Fastify, one unnest INSERT',
          round: contender('bare', plain),
          ...(target !== undefined && { target }),
        },
      ],
      notes: () => [`CPU of the HTTP process for an event: Touchstone ${spent['Touchstone']}, bare ${spent['bare']}.`],
      close: async () => {
        agent.destroy();
        await Promise.all([ours.stop(), plain.stop()]);
      },
    };
  },
});

export const acceptedKnown = accepted('known', `${known} known people`, someOf(known), 0.5);
export const acceptedNew = accepted('new', 'people never seen before', v7);
