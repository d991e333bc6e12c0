import { eventually, type Touchstone } from '@touchstone/testing';

interface Rules {
  readonly version: number;
  readonly limits: object;
  readonly maxPartners: number;
  readonly maxIdentities: number;
}
type Customers = { readonly items: readonly { readonly id: string; readonly identifiers: readonly object[] }[] };

const reason = 'to see the event';

/** Sends a batch as an emitter does, and gives back what was rejected of it. */
export const sendBatch = async (touchstone: Touchstone, batch: readonly object[]): Promise<unknown[]> => {
  const authorization = `Basic ${Buffer.from(`${touchstone.writeKey}:`).toString('base64')}`;
  const answer = await touchstone.request<{ rejected: unknown[] }>('/v1/batch', {
    headers: { authorization },
    body: { batch },
  });
  return answer.body.rejected;
};

/** Does what the pages' own commands leave out, so that every kind of event of ours lies in the log. */
export const causeAllKindsOfEvents = async (touchstone: Touchstone): Promise<void> => {
  const find = async (identifier: string) =>
    (await touchstone.request<Customers>(`/customers?identifier=${identifier}`)).body.items[0];
  const must = async (path: string, method: string, body: object) => {
    const { status } = await touchstone.request(path, { method, body });
    if (status >= 300) throw new Error(`${method} ${path} answered ${status}.`);
  };
  await sendBatch(touchstone, [
    { type: 'identify', messageId: 'kinds-1', userId: 'kinds', traits: { email: 'kinds@example.com' } },
    { type: 'identify', messageId: 'kinds-2', anonymousId: 'kinds', traits: { phone: '+442079460999' } },
  ]);
  for (const identifier of ['user_id:kinds', 'anonymous_id:kinds'])
    await eventually(
      `${identifier} is linked`,
      () => find(identifier),
      (found) => found?.identifiers.length === 2,
    );
  await sendBatch(touchstone, [
    { type: 'track', messageId: 'kinds-3', userId: 'kinds', anonymousId: 'kinds', event: 'Logged In' },
  ]);
  await eventually(
    'two customers are one',
    () => find('user_id:kinds'),
    (found) => found?.identifiers.length === 4,
  );
  const sides = ['u-1001', 'shop-77'].map((value) => ({ type: 'user_id', value }));
  await must('/identity/cannot-link/lift', 'POST', { identifiers: sides, reason });
  const { version, limits, maxPartners, maxIdentities } = (await touchstone.request<Rules>('/identity/rules')).body;
  await must('/identity/rules', 'PUT', { after: version, limits, maxPartners, maxIdentities, reason });
  const erased = await find('user_id:kinds');
  await must(`/customers/${erased?.id}/erasure`, 'POST', { basis: reason });
};
