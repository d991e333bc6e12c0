import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue, defineEvent } from '@touchstone/contracts';
import { readText, root } from '../repository';
import { fieldsOf } from './fields';
import { indexPage } from './index-page';
import { eventPages, pagesFolder } from './pages';
import { stalePages } from './stale-pages';

const pages = eventPages();
const folder = join(root, pagesFolder);
const committed = existsSync(folder) ? readdirSync(folder) : [];
const found = new Map(committed.map((name) => [name, readText(pagesFolder, name)]));

describe('docs/events', () => {
  it('is what the contracts say now; if not: npm run docs', () => {
    expect(stalePages(pages, found)).toEqual([]);
  });

  it('has a page for every event, with an example, and an index', () => {
    expect([...found.keys()].sort()).toEqual([...catalogue.map(({ type }) => `${type}.md`), 'README.md'].sort());
    for (const { type } of catalogue) {
      expect(found.get(`${type}.md`)).toContain('## Example\n');
      expect(found.get('README.md')).toContain(`(${type}.md)`);
    }
  });

  it('shows what to send for everything that emitters report', () => {
    const reported = catalogue.filter(({ type }) => type.startsWith('touchpoint.'));
    for (const { type } of reported) expect(found.get(`${type}.md`)).toContain('## Sent\n');
  });

  it('notices a page that is stale, missing, or of no event', () => {
    const [first = '', second = ''] = pages.keys();
    const changed = new Map(pages).set(first, 'old').set('gone.md', '');
    changed.delete(second);
    expect(stalePages(pages, changed)).toHaveLength(3);
  });

  it('refuses an event that no chapter takes', () => {
    const { schema } = defineEvent('planted.event.happened', 1, catalogue[0]!.schema, { participants: [] });
    const event = { type: 'planted.event.happened', schemaVersion: 1, schema, participants: [], sample: {} };
    expect(() => indexPage([event as never])).toThrow('planted.event.happened');
  });
});

it('says of each field whether it is clear, also deep inside', () => {
  const text = { type: 'string' };
  const fields = fieldsOf({
    properties: {
      box: { type: 'object', personal: 'payer', properties: { name: { ...text, maxLength: 9 } } },
      list: { type: 'array', items: { properties: { kind: { enum: ['a', 'b'] } }, required: ['kind'] } },
    },
  });
  expect(fields.map(({ path, type, required, sealedFor }) => [path, type, required, sealedFor])).toEqual([
    ['box', 'object', false, 'payer'],
    ['box.name', 'text, at most 9 characters', false, 'payer'],
    ['list', 'list', false, undefined],
    ['list[].kind', 'one of `a`, `b`', true, undefined],
  ]);
});
