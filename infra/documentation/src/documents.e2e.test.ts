import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { catalogue } from '@touchstone/contracts';
import { eventually, spawnTouchstone, type Touchstone } from '@touchstone/testing';
import { causeAllKindsOfEvents, sendBatch } from './all-kinds-of-events';
import { messageContract } from './message-contract';
import { blocksOf, tableOf } from './pages';
import { readJson, readText, root } from './repository';
import { everyEvent } from './running-log';

// These are run by whoever runs this: CI runs the tests by the README's own command, and `npm test` starts the product.
const runElsewhere = /^npm (?:ci|run (?:bench|torture))/;

/** Pages whose commands are run, each in this order from its first block to its last. */
const pages = ['README.md', 'docs/emitters.md'];
const commands = pages.flatMap((page) =>
  blocksOf(page, 'sh')
    .filter((block) => !runElsewhere.test(block) && !block.startsWith('export '))
    .map((block) => [page, block] as const),
);

// What a reader looks up a moment after it was sent, and what it then shows.
const lookUps: readonly (readonly [block: string, shows: string])[] = [
  ['/customers?identifier=email:ada@example.com', '+442079460018'],
  ['/customers?identifier=user_id:u-2001', 'u-2001'],
  ['guide-3', 'missing-identifier'],
  ['/v1/receipts', '"stored"'],
  ['analytics.customers', 'Ada Lovelace'],
  ['customer find', 'shop-77'],
];

/** Programs that pages show, each with who sent its event. */
const programs: readonly (readonly [page: string, file: string, sentBy?: string])[] = [
  ['README.md', 'infra/demo/src/first-event.js'],
  ['docs/emitters.md', 'infra/emitters/src/guide/segment.js', 'segment'],
  ['docs/emitters.md', 'infra/emitters/src/guide/rudderstack.js', 'rudderstack'],
  ['docs/emitters.md', 'infra/emitters/src/guide/jitsu.js', 'jitsu'],
  ['docs/emitters.md', 'infra/emitters/src/guide/cloudevents.js', 'cloudevents'],
];
const sentBy = [...programs.flatMap(([, , by]) => by ?? []), 'curl'];

interface Entry {
  readonly type: string;
  readonly name: string | null;
  readonly properties: { readonly sent_by?: string } | null;
}
interface Operation {
  readonly responses: Readonly<Record<string, object>>;
}

const bash = promisify(execFile);
const run = async (touchstone: Touchstone, script: string): Promise<string> => {
  const text = script.replaceAll('./.touchstone', touchstone.dataDir);
  const { url: TOUCHSTONE_URL, writeKey: WRITE_KEY, apiKey: API_KEY, dataDir: TOUCHSTONE_DATA } = touchstone;
  const env = { ...process.env, TOUCHSTONE_URL, WRITE_KEY, API_KEY, TOUCHSTONE_DATA, NO_COLOR: '1' };
  const { stdout } = await bash('bash', ['-euo', 'pipefail', '-c', text], { cwd: root, env, timeout: 280_000 });
  return stdout;
};

describe('the documents', () => {
  let touchstone: Touchstone;
  beforeAll(async () => {
    touchstone = await spawnTouchstone();
  });
  afterAll(() => touchstone?.stop());

  const timelineOf = async (identifier: string): Promise<Entry[]> => {
    const found = await touchstone.request<{ items: { id: string }[] }>(`/customers?identifier=${identifier}`);
    const [customer] = found.body.items;
    if (!customer) return [];
    return (await touchstone.request<{ items: Entry[] }>(`/customers/${customer.id}/timeline?limit=200`)).body.items;
  };

  it.each(programs.map(([page, file]) => [page, file] as const))('%s shows %s', (page, file) => {
    expect(blocksOf(page, 'js')).toContain(readText(file));
  });

  it("docs/emitters.md shows the page that is opened in a browser by the emitters' tests", () => {
    expect(blocksOf('docs/emitters.md', 'html')).toEqual([readText('infra/emitters/src/guide/segment-browser.html')]);
  });

  it.each(['csv', 'yaml'])('docs/emitters.md shows the file orders.%s that it imports', (language) => {
    expect(blocksOf('docs/emitters.md', language)).toEqual([readText(`infra/emitters/src/guide/orders.${language}`)]);
  });

  it.each(pages)('every program of %s is one that is run', (page) => {
    const files = programs.filter(([of]) => of === page).map(([, file]) => readText(file));
    expect(blocksOf(page, 'js').filter((block) => !files.includes(block))).toEqual([]);
  });

  it.each(pages)('%s exports the address and the keys before it uses them', async (page) => {
    const [block = ''] = blocksOf(page, 'sh').filter((text) => text.startsWith('export '));
    const script = `unset TOUCHSTONE_URL WRITE_KEY API_KEY\n${block}printenv TOUCHSTONE_URL WRITE_KEY API_KEY`;
    const { url, writeKey, apiKey } = touchstone;
    expect((await run(touchstone, script)).split('\n')).toEqual([url, writeKey, apiKey, '']);
  });

  it.each(commands)(
    '%s: commands do what it says: %s',
    async (_, block) => {
      const lookUp = lookUps.find(([text]) => block.includes(text));
      if (!lookUp) return void (await run(touchstone, block));
      const shown = (output: string) => output.includes(lookUp[1]);
      await eventually(`${lookUp[1]} is shown`, () => run(touchstone, block), shown, {
        pauseMs: 300,
      });
    },
    300_000,
  );

  it('the first event of each way to send stands in the timeline', async () => {
    const senders = async () => {
      const entries = await timelineOf('user_id:u-2001');
      return entries.flatMap(({ properties }) => properties?.sent_by ?? []);
    };
    await eventually('every sender is there', senders, (found) => sentBy.every((by) => found.includes(by)));
    expect((await senders()).sort()).toEqual([...sentBy].sort());
  });

  it('docs/events shows what becomes such an event', async () => {
    const folder = 'infra/documentation/src/sent';
    const files = readdirSync(join(root, folder));
    const batch = files.map((file) => readJson<Record<string, unknown>>(folder, file));
    const people = batch.map((message, index) => ({ ...message, userId: `sent-${index}`, context: {}, traits: {} }));
    expect(await sendBatch(touchstone, people)).toEqual([]);
    for (const [index, file] of files.entries()) {
      const types = async () => (await timelineOf(`user_id:sent-${index}`)).map(({ type }) => type);
      await eventually(`${file} is there`, types, (found) => found.length > 0);
      expect(await types()).toEqual([file.replace(/\.json$/, '')]);
    }
  });

  it('docs/emitters.md names every status that an ingest address answers with', async () => {
    const { body } = await touchstone.request<{ paths: Record<string, { post?: Operation }> }>('/openapi.json');
    const ingest = Object.entries(body.paths).filter(([path]) => /^\/(v1\/|api\/s\/|events$)/.test(path));
    const answered = new Set(ingest.flatMap(([, { post }]) => Object.keys(post?.responses ?? {})));
    expect(tableOf('docs/emitters.md', 'status').map(([status]) => status)).toEqual(
      [...answered].filter((status) => status !== 'default').sort(),
    );
  });

  it('/asyncapi.json describes every event on the bus and in the store', async () => {
    const { body: document } = await touchstone.request<object>('/asyncapi.json');
    const faultsOf = messageContract(document);
    await causeAllKindsOfEvents(touchstone);
    const { bus, store } = await everyEvent(touchstone.dataDir);
    expect([...bus, ...store].flatMap(faultsOf)).toEqual([]);
    const seen = new Set([...bus, ...store].map(({ event }) => event.type));
    // A department's facts are caused, and held against this document, where its service is tested.
    const ours = catalogue.map(({ type }) => type).filter((type) => !type.startsWith('sales.'));
    const unseen = ours.filter((type) => !seen.has(type));
    expect(unseen).toEqual([]);
    expect(bus.length).toBeGreaterThan(10);
  });
});
