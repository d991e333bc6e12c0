import { accountOpened, contactAdded, leadCaptured, leadDisqualified, type EventCodec } from '@touchstone/contracts';
import { startOfStore, type EventStore } from '@touchstone/event-store';
import { commandHandler } from '../commands/command-handler';
import { identify, plainCodec, plainStore } from '../commands/plain-store.test-data';
import { stateCache } from '../commands/state-cache';
import { noCrash } from '../crash-points';
import { qualify, type Qualification } from './qualification';

const [leadId, contactId, accountId] = [1, 2, 3].map((n) => `0190f3c4-0000-7000-8000-00000000070${n}`) as [
  string,
  string,
  string,
];
const party = { identifiers: [], traits: { name: 'Ada' }, by: 'ana' };
const caller = { id: 'key-of-admin', name: 'admin', role: 'admin' } as const;

/** An open lead, a contact and an account; what is told of them can no longer be read for streams that are erased. */
const prepared = async () => {
  const { store: plain, happened } = plainStore();
  // What somebody else does after the command has read, and before it appends.
  let meanwhile = async () => {};
  const store: EventStore = {
    ...plain,
    append: async (...wish) => {
      const others = meanwhile;
      meanwhile = async () => {};
      await others();
      return plain.append(...wish);
    },
  };
  await happened(`lead-${leadId}`, leadCaptured({ leadId, channel: 'phone', ...party }));
  await happened(`contact-${contactId}`, contactAdded({ contactId, ...party }));
  await happened(`account-${accountId}`, accountOpened({ accountId, ...party }));
  const erased = new Set<string>();
  const codec: EventCodec = {
    ...plainCodec,
    open: async (events) =>
      (await plainCodec.open(events)).map((event) =>
        erased.has(event.stream) ? { ...event, erased: ['subject'] } : event,
      ),
  };
  const commands = commandHandler({
    ...{ store, codec, identify, ledBy: async () => [], fingerprint: () => '', atCrashPoint: noCrash, now: Date.now },
    states: stateCache(),
    requests: { begin: async () => ({ status: 'begun', claim: 1 }), finish: async () => {}, giveUp: async () => {} },
  });
  const wish = (more: Omit<Qualification, 'role'>) =>
    commands.runLeased({ caller, key: crypto.randomUUID(), payload: {}, ifMatch: undefined }, (run) =>
      qualify(run, leadId, { role: 'buyer', ...more }),
    );
  const count = async () => (await store.readAll({ after: startOfStore })).events.length;
  const typesOf = async (stream: string) => (await store.readStream(stream)).events.map(({ type }) => type);
  const before = (others: () => Promise<void>) => (meanwhile = others);
  return { erased, wish, count, happened, before, typesOf };
};

describe('qualifying a lead', () => {
  it('names a contact and an account that are known', async () => {
    const { wish, count } = await prepared();
    expect(await wish({ contactId, accountId })).toMatchObject({ status: 200, body: { contactId, accountId } });
    expect(await count()).toBe(4);
  });

  it.each([
    ['an erased contact', { contactId }, `contact-${contactId}`],
    ['an erased contact at a new account', { contactId, organisation: { name: 'X' } }, `contact-${contactId}`],
    ['an erased account', { accountId }, `account-${accountId}`],
    ['an erased account of a known contact', { contactId, accountId }, `account-${accountId}`],
  ])('refuses %s, and leaves nothing behind', async (_, into, stream) => {
    const { erased, wish, count } = await prepared();
    erased.add(stream);
    await expect(wish(into)).rejects.toMatchObject({ problem: { status: 409, rule: 'person-erased' } });
    expect(await count()).toBe(3);
  });

  it('leaves nothing behind when somebody disqualifies it at the same time', async () => {
    const { wish, count, happened, before } = await prepared();
    before(() => happened(`lead-${leadId}`, leadDisqualified({ leadId, reason: 'no-budget', by: 'ana' })));
    await expect(wish({ organisation: { name: 'X' } })).rejects.toMatchObject({ problem: { rule: 'lead-closed' } });
    expect(await count()).toBe(4);
  });

  it('makes one contact and one account, whoever asks and how often', async () => {
    const { wish, count, typesOf } = await prepared();
    const into = { organisation: { name: 'X' } };
    const answers = [...(await Promise.all([wish(into), wish(into)])), await wish(into)].map(({ body }) => body);
    expect(new Set(answers.map(({ contactId: id }) => id)).size).toBe(1);
    expect(await typesOf(`account-${answers[0]?.['accountId']}`)).toEqual(['sales.account.opened']);
    expect(await typesOf(`contact-${answers[0]?.['contactId']}`)).toEqual([
      'sales.contact.added',
      'sales.contact.joined_account',
    ]);
    expect(await count()).toBe(7);
  });

  it('that died on the way is finished by whoever asks again', async () => {
    const { wish, before, typesOf } = await prepared();
    const into = { organisation: { name: 'X' } };
    // The lead is appended first; the process dies at the account.
    const die = async () => {
      before(die);
      throw new Error('killed');
    };
    before(async () => void before(die));
    await expect(wish(into)).rejects.toThrow('killed');
    expect(await typesOf(`lead-${leadId}`)).toHaveLength(2);
    before(async () => {});
    const { body } = await wish(into);
    expect(await typesOf(`account-${body['accountId']}`)).toHaveLength(1);
    expect(await typesOf(`contact-${body['contactId']}`)).toHaveLength(2);
  });

  it('into an organisation without a name is refused before the lead is closed', async () => {
    const { wish, count } = await prepared();
    await expect(wish({ organisation: {} })).rejects.toMatchObject({ problem: { rule: 'name-needed' } });
    expect(await count()).toBe(3);
  });

  it('refuses a contact that does not exist before it opens a new account', async () => {
    const { wish, count } = await prepared();
    const into = { contactId: accountId, organisation: { name: 'X' } };
    await expect(wish(into)).rejects.toMatchObject({ problem: { status: 404 } });
    expect(await count()).toBe(3);
  });

  it('stays quiet when it was qualified as the same, also once the contact was erased', async () => {
    const { erased, wish, count } = await prepared();
    const first = await wish({ contactId });
    erased.add(`contact-${contactId}`);
    expect((await wish({ contactId })).body).toEqual(first.body);
    expect(await count()).toBe(4);
  });
});
