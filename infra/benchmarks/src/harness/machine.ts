import { cpus, totalmem, type } from 'node:os';
import { Client } from 'pg';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  readonly postgres: string;
  readonly settings: Readonly<Record<string, string>>;
}

const shown = ['fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method', 'shared_buffers', 'max_wal_size'];

export const describeMachine = async (url: string): Promise<Machine> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  const version = await client.query<{ server_version: string }>('SHOW server_version');
  const settings: Record<string, string> = {};
  for (const name of shown)
    settings[name] = Object.values((await client.query<Record<string, string>>(`SHOW ${name}`)).rows[0] ?? {})[0] ?? '';
  await client.end();
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: type(),
    node: process.version,
    postgres: version.rows[0]?.server_version ?? 'unknown',
    settings,
  };
};

export const machineText = ({ cpu, cores, memoryGb, system, node, postgres, settings }: Machine): string =>
  `${cores} cores (${cpu}), ${memoryGb} GB, ${system}, Node ${node}, PostgreSQL ${postgres}; ` +
  Object.entries(settings)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
