import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reserved, type Reserved } from './recognise';

const path = join(__dirname, '../../../../docs/event-names.md');
const begin =
  '<!-- made from apps/touchpoint-gateway/src/mapping/recognise.ts: WRITE_DOCUMENTS=1 npx jest event-names -->';
const end = '<!-- end -->';
const counted = new Set(['order_completed', 'order_refunded', 'order_cancelled']);

const row = ({ meaning, channel, carries, names: [name, ...others] }: Reserved): string => {
  const made = counted.has(meaning) ? 'an order; without an `order_id`: ' : '';
  return `| \`${name}\` | \`${meaning}\` | ${channel ?? ''} | ${made}${carries.join(', ')} | ${others.join(', ')} |`;
};
const section = (area: Reserved['area']): string =>
  [
    `### ${area.charAt(0).toUpperCase()}${area.slice(1)}`,
    '',
    '| name | meaning | channel | carries | also |',
    '|---|---|---|---|---|',
    ...reserved.filter((one) => one.area === area).map(row),
    '',
  ].join('\n');
const table = [...new Set(reserved.map(({ area }) => area))].map(section).join('\n');

it('docs/event-names.md lists every name as the gateway reads it', () => {
  const text = readFileSync(path, 'utf8');
  const [before = '', rest = ''] = text.split(begin);
  const after = rest.split(end)[1] ?? '';
  const expected = `${before}${begin}\n\n${table}\n${end}${after}`;
  if (process.env['WRITE_DOCUMENTS']) writeFileSync(path, expected);
  expect(readFileSync(path, 'utf8')).toBe(expected);
});
