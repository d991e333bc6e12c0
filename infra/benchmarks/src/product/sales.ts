import { createHash, randomBytes } from 'node:crypto';
import { request, type Agent } from 'node:http';
import { join } from 'node:path';
import { appOf } from '@touchstone/topology';
import type { Pool } from 'pg';
import { v7 } from 'uuid';
import { serve, type Served } from '../plain/serve';
import type { LogServer } from './log-server';

const program = join(__dirname, '../../../../apps/sales-automation/dist/main.js');

const { nodeArgs } = appOf('sales-automation');

/** The sales department in a process of its own, as a deployment starts it. */
export const serveSales = ({ env }: LogServer): Promise<Served> => serve(program, [], env, nodeArgs);

/** An API key; `person` is the sales person of a rep. */
export const allow = async (pool: Pool, role: 'admin' | 'rep', person: string | null): Promise<string> => {
  const key = randomBytes(16).toString('hex');
  await pool.query(`CREATE SCHEMA IF NOT EXISTS access; CREATE TABLE IF NOT EXISTS access.api_keys
    (id uuid, name text, key_hash bytea, role text, person text, revoked_at timestamptz)`);
  const insert = `INSERT INTO access.api_keys (id, name, key_hash, role, person) VALUES ($1, 'bench', $2, $3, $4)`;
  await pool.query(insert, [v7(), createHash('sha256').update(key).digest(), role, person]);
  return key;
};

/** Keeps the relay from its work, or lets it go on. */
export const holdRelay = async (pool: Pool, held: boolean): Promise<void> => {
  const owner = held ? `gen_random_uuid(), expires_at = clock_timestamp() + interval '4 minutes'` : 'NULL';
  await pool.query(`UPDATE bus.relays SET owner = ${owner} WHERE name = 'sales-automation'`);
};

export interface Commanded {
  readonly id: string;
  readonly version: number;
  readonly position: string;
}
export type Commander = (path: string, body: object) => Promise<Commanded>;

/** Sends commands, each with a new Idempotency-Key; throws for anything but 200 and 201. */
export const commander =
  (url: string, key: string, agent: Agent): Commander =>
  (path, body) =>
    new Promise((resolve, reject) => {
      const text = JSON.stringify(body);
      const headers = {
        authorization: `Bearer ${key}`,
        'idempotency-key': v7(),
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      };
      const call = request(`${url}/sales/${path}`, { method: 'POST', agent, headers }, (answer) => {
        const parts: Buffer[] = [];
        answer
          .on('data', (part: Buffer) => parts.push(part))
          .once('end', () => {
            const said = Buffer.concat(parts).toString();
            if (answer.statusCode !== 201 && answer.statusCode !== 200)
              return reject(new Error(`POST /sales/${path}: HTTP ${answer.statusCode} ${said}`));
            const position = String(answer.headers['touchstone-position'] ?? '');
            return resolve({ ...(JSON.parse(said) as Commanded), position });
          });
      });
      call.once('error', reject).end(text);
    });

export const stages = [
  { stage: 'qualified', name: 'Qualified', probability: '0.1' },
  { stage: 'proposal', name: 'Proposal', probability: '0.5' },
];

export interface Customer {
  readonly contact: string;
  readonly account: string;
}
/** A person at an organisation, whom sales knows. */
export const newCustomer = async (command: Commander): Promise<Customer> => {
  const { id: account } = await command('accounts', { organisation: { name: 'Seats Ltd' } });
  const { id: contact } = await command('contacts', {
    person: { name: 'Ada' },
    account: { id: account, role: 'buyer' },
  });
  return { contact, account };
};

/** What a caller does with one opportunity of a customer after the other; each step is one command about it. */
export const dealings = (command: Commander, pipelineId: string, customer: Customer) => {
  let id = '';
  let step = 0;
  const steps: readonly (() => Promise<Commanded>)[] = [
    () =>
      command('opportunities', {
        ...{ pipelineId, name: 'Seats for Leeds', ...customer },
        ...{ amount: { amount: '1200.50', currency: 'EUR' }, expectedClose: '2099-06-30' },
      }),
    () => command(`opportunities/${id}/next-step`, { nextStep: 'Show it', dueOn: '2099-03-01' }),
    () => command(`opportunities/${id}/revise`, { amount: { amount: '1300.75', currency: 'EUR' } }),
    () => command(`opportunities/${id}/move`, { stage: 'proposal' }),
    () => command(`opportunities/${id}/win`, { reason: 'service' }),
  ];
  return async (): Promise<Commanded> => {
    const done = await (steps[step] as (typeof steps)[number])();
    id = done.id;
    step = (step + 1) % steps.length;
    return done;
  };
};
