import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { backupVariables } from '@touchstone/backup';
import { repositoryVariables } from '@touchstone/customer-repository';
import { projectionVariables } from '@touchstone/projections';
import { queryApiVariables } from '@touchstone/query-api';
import { salesVariables } from '@touchstone/sales-automation';
import { gatewayVariables } from '@touchstone/touchpoint-gateway';
import type { z } from 'zod';
import { variables as allInOneVariables } from './environment';

const processes: Record<string, Record<string, z.ZodType>> = {
  'all-in-one': allInOneVariables,
  'touchpoint-gateway': gatewayVariables,
  'customer-repository': repositoryVariables,
  'sales-automation': salesVariables,
  projections: projectionVariables,
  'query-api': queryApiVariables,
  backup: backupVariables,
};

const whenUnset = (schema: z.ZodType): string => {
  const { success, data } = schema.safeParse(undefined);
  if (!success) return 'required';
  return data === undefined || String(data) === '' ? 'none' : `\`${String(data)}\``;
};
const tableOf = ([name, variables]: [string, Record<string, z.ZodType>]): string => {
  const rows = Object.entries(variables).map(
    ([variable, schema]) => `| \`${variable}\` | ${whenUnset(schema)} | ${schema.description} |`,
  );
  return [`### ${name}`, '', '| variable | when unset | what |', '|---|---|---|', ...rows].join('\n');
};

describe('docs/running-services.md', () => {
  const text = readFileSync(join(__dirname, '../../../docs/running-services.md'), 'utf8');

  it.each(Object.entries(processes))('says what %s reads from its environment', (...process) => {
    const table = tableOf(process);
    const written = text.slice(text.indexOf(`### ${process[0]}\n`)).slice(0, table.length + 1);
    expect(written).toBe(`${table}\n`);
  });
});
