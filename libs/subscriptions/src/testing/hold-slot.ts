// A process of its own for tests that stop or kill it: holds a slot and writes one row per checkpoint.
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { claimSlot } from '../claim-slot';
import { inTransaction } from '../transaction';

const [url, schema = '', owner = '', leaseMs = '1000'] = process.argv.slice(2);

const main = async (): Promise<void> => {
  const pool = new Pool({ connectionString: url });
  pool.on('error', () => undefined);
  const slot = await claimSlot({
    pool,
    schema,
    subscription: 'held',
    version: 1,
    slot: 0,
    owner,
    leaseMs: Number(leaseMs),
  });
  if (!slot) throw new Error('The slot is taken.');
  process.stdout.write('holds the slot\n');
  for (let step = 1; ; step++) {
    await inTransaction(pool, Number(leaseMs), async (client) => {
      await client.query(`INSERT INTO ${schema}.written (token) VALUES ($1)`, [String(slot.token)]);
      await slot.progress(client, `${owner} ${String(step).padStart(8, '0')}`);
    });
    await sleep(20);
  }
};

void main().catch((error: Error) => {
  process.stdout.write(`ends: ${(error.cause as Error | undefined)?.name ?? error.name}\n`);
  process.exit(1);
});
