import type { AnalystView } from './view';

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

const section = ({ name, comment, columns }: AnalystView): string =>
  [
    `## analytics.${name}`,
    '',
    comment,
    '',
    row(['column', 'type', 'meaning']),
    row(['---', '---', '---']),
    ...columns.map(([column, , type, means]) => row([`\`${column}\``, type, means])),
    '',
  ].join('\n');

/** docs/sql-views.md: the comments of the views, for reading without a database. */
export const viewDocument = (views: readonly AnalystView[]): string =>
  [
    '# The views for analysts',
    '',
    'Schema `analytics` of the read database, for the read-only role `touchstone_analyst`. Made from the comments of the views',
    'themselves (a test compares the two); in the database: `\\d+ analytics.customers`, or `SELECT * FROM pg_description`.',
    'How to connect, and what the role may do: [query-api.md](query-api.md).',
    '',
    ...views.map(section),
  ].join('\n');
