import { eventually, spawnTouchstone, type Touchstone } from '@touchstone/testing';

interface Made {
  readonly id: string;
  readonly version: number;
}
interface Page<Item> {
  readonly items: readonly Item[];
}
interface Profile {
  readonly id: string;
  readonly traits: Record<string, unknown>;
  readonly identifiers: readonly { type: string; value: string }[];
}

const kill = { NODE_ENV: 'test', LEASE_MS: '1000' };

describe('a lead, from the command to the timeline of the customer', () => {
  let touchstone: Touchstone;
  beforeAll(async () => (touchstone = await spawnTouchstone({ env: kill })));
  afterAll(() => touchstone.stop());

  const command = (path: string, body: object, key: string, token?: string) =>
    touchstone.request<Made>(`/sales/${path}`, {
      body,
      headers: { 'idempotency-key': key, ...(token && { authorization: `Bearer ${token}` }) },
    });

  it('is in the next read that names the position of the command', async () => {
    const { apiKey } = (
      await touchstone.request<{ apiKey: string }>('/admin/api-keys', {
        body: { name: 'Ana', role: 'rep', person: 'ana' },
      })
    ).body;
    const person = { name: 'Ada Byron', email: 'ada@example.org', phone: '+44 20 7946 0018' };
    const made = await command('leads', { channel: 'phone', origin: 'fair', person }, 'capture', apiKey);
    expect(made).toMatchObject({ status: 201, body: { version: 1 } });
    const qualified = await command(
      `leads/${made.body.id}/qualify`,
      { organisation: { name: 'Analytical Engines' } },
      'qualify',
      apiKey,
    );
    const after = { headers: { 'touchstone-wait-for': qualified.headers.get('touchstone-position') as string } };
    const { contactId, accountId } = qualified.body as unknown as Record<string, string>;
    const byMail = await touchstone.request<Page<Profile>>('/customers?identifier=email:ada@example.org', after);
    const byContact = await touchstone.request<Page<Profile>>(`/customers?identifier=contact:${contactId}`, after);
    expect(byMail.body.items).toHaveLength(1);
    expect(byContact.body.items[0]?.id).toBe(byMail.body.items[0]?.id);
    expect(byMail.body.items[0]).toMatchObject({ traits: { name: 'Ada Byron' } });
    const timeline = await touchstone.request<Page<{ type: string }>>(
      `/customers/${byMail.body.items[0]?.id}/timeline`,
      after,
    );
    expect(timeline.body.items.map(({ type }) => type).sort()).toEqual([
      'sales.contact.added',
      'sales.contact.joined_account',
      'sales.lead.assigned',
      'sales.lead.captured',
      'sales.lead.qualified',
    ]);
    const account = await touchstone.request<Page<Profile>>(`/customers?identifier=account:${accountId}`, after);
    expect(account.body.items[0]).toMatchObject({ traits: { name: 'Analytical Engines' } });
    const asAna = { headers: { ...after.headers, authorization: `Bearer ${apiKey}` } };
    const whose = { customerId: byMail.body.items[0]?.id, name: 'Ada Byron', owner: 'ana' };
    const leads = await touchstone.request<Page<object>>('/sales/leads?q=byron&status=qualified', asAna);
    expect(leads.body.items).toEqual([expect.objectContaining({ id: made.body.id, contactId, accountId, ...whose })]);
    const contacts = await touchstone.request<Page<object>>(`/sales/contacts?account=${accountId}`, asAna);
    expect(contacts.body.items).toEqual([expect.objectContaining({ id: contactId, leadId: made.body.id, ...whose })]);
  });
});

const eve = { channel: 'web', person: { email: 'eve@example.org' } };

describe('a process that is killed in the middle of a command', () => {
  // What is recorded with its answer takes no lease; a command of several streams does.
  it.each<[string, 'capture' | 'qualify', string[]]>([
    ['command.recorded', 'capture', []],
    ['command.claimed', 'qualify', ['sales.contact.added', 'sales.lead.qualified']],
    ['command.appended', 'qualify', ['sales.contact.added', 'sales.lead.qualified']],
    ['command.answered', 'qualify', ['sales.contact.added', 'sales.lead.qualified']],
  ])(
    'at %s has done nothing or all of it, and the request repeated is answered once',
    async (point, command, more) => {
      const first = await spawnTouchstone({ env: { ...kill, CRASH_AT: point } });
      const { dataDir } = first;
      const post = (touchstone: Touchstone, path: string, body: object, key: string) =>
        touchstone.request<Made>(`/sales/${path}`, { body, headers: { 'idempotency-key': key } });
      const lead = command === 'qualify' ? (await post(first, 'leads', eve, 'captured')).body.id : undefined;
      const send = (touchstone: Touchstone) =>
        lead === undefined
          ? post(touchstone, 'leads', eve, 'killed')
          : post(touchstone, `leads/${lead}/qualify`, {}, 'killed');
      await expect(send(first)).rejects.toThrow();
      const second = await spawnTouchstone({ dataDir, env: kill });
      try {
        const answer = await eventually(
          'the lease of the dead process ran out',
          () => send(second),
          ({ status }) => status === 201 || status === 200,
        );
        expect((await send(second)).body).toEqual(answer.body);
        const wait = { headers: { 'touchstone-wait-for': answer.headers.get('touchstone-position') as string } };
        const { body } = await second.request<Page<Profile>>('/customers?identifier=email:eve@example.org', wait);
        const timeline = await second.request<Page<{ type: string }>>(`/customers/${body.items[0]?.id}/timeline`, wait);
        expect(timeline.body.items.map(({ type }) => type).sort()).toEqual(['sales.lead.captured', ...more].sort());
      } finally {
        await second.stop();
        await first.stop();
      }
    },
    300_000,
  );
});
