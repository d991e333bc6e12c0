import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { callFor } from '../harness/callers';
import type { Bench, Row } from '../harness/row';
import { serve, type Served } from '../plain/serve';
import { openProfiles, reader, serveQueryApi } from '../product/profiles';

const customersOf = ({ quick }: Bench): number => (quick ? 300 : 20_000);
const callers = 16;
const bare = join(__dirname, '../plain/bare-profile.js');

export const profileRead: Row = {
  name: 'profile.read',
  what: `GET /customers/{id} of 20 000 customers, ${callers} connections, with key, age and position; each server in a process of its own.`,
  unit: 'requests',
  open: async (bench) => {
    const apiKey = randomBytes(16).toString('hex');
    const { url, ids } = await openProfiles(bench, customersOf(bench), apiKey);
    const [ours, plain] = [await serveQueryApi(url), await serve(bare, [url])];
    const agent = new Agent({ keepAlive: true });
    const spent: Record<string, string> = {};
    const contender = (label: string, served: Served) => {
      const read = reader(served, apiKey, ids, agent);
      return async (ms: number) => {
        const before = served.cpu();
        const round = await callFor(ms, callers, read);
        const after = served.cpu();
        if (before !== undefined && after !== undefined)
          spent[label] = `${Math.round(((after - before) / round.count) * 1e6)} us`;
        return round;
      };
    };
    return {
      contenders: [
        { name: 'Touchstone', round: contender('Touchstone', ours) },
        { name: 'bare Fastify, one SELECT by primary key', target: 0.5, round: contender('bare', plain) },
      ],
      notes: () => [`CPU of the HTTP process for a request: Touchstone ${spent['Touchstone']}, bare ${spent['bare']}.`],
      close: async () => {
        agent.destroy();
        await Promise.all([ours.stop(), plain.stop()]);
      },
    };
  },
};
