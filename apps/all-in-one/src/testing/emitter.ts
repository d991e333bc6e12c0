interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}
interface Address {
  readonly writeKey: string;
  request<Body>(
    path: string,
    options?: { method?: string; headers?: Record<string, string>; body?: unknown },
  ): Promise<Answer<Body>>;
}

export interface Ingested {
  received: number;
  accepted: number;
  rejected: { index: number; messageId?: string; code: string; detail: string }[];
  withoutId?: number[];
}
export interface Identifier {
  type: string;
  value: string;
}
export interface Amount {
  currency: string;
  amount: string;
}
export interface Profile {
  id: string;
  aliases: string[];
  kind: string;
  name: string | null;
  traits: Record<string, unknown>;
  identifiers: Identifier[];
  touchpoints: number;
  channels: string[];
  orders: { count: number; revenue: Amount[]; grossRevenue: Amount[] };
  erased: boolean;
}
export interface Page<Item> {
  items: Item[];
  next: string | null;
}

export const basic = (writeKey: string) => ({
  authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
});

/** Sends and reads as emitters and analysts do. */
export const emitterOf = (touchstone: Address) => {
  const send = (events: readonly object[] | string, headers: Record<string, string> = {}) =>
    touchstone.request<Ingested>('/v1/batch', {
      headers: { ...basic(touchstone.writeKey), ...headers },
      body: typeof events === 'string' ? events : { batch: events },
    });
  const tokenOf = ({ headers }: Answer<unknown>): string => headers.get('touchstone-position') ?? '';
  const after = (token: string) => ({ headers: { 'touchstone-wait-for': token } });
  /** The answer of a read that waits for what was just written. */
  const readAfter = async <Body>(written: Answer<unknown>, path: string): Promise<Body> => {
    const answer = await touchstone.request<Body>(path, after(tokenOf(written)));
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const find = (written: Answer<unknown>, identifier: string): Promise<Profile[]> =>
    readAfter<Page<Profile>>(written, `/customers?identifier=${encodeURIComponent(identifier)}`).then(
      ({ items }) => items,
    );
  const findOne = async (written: Answer<unknown>, identifier: string): Promise<Profile> => {
    const found = await find(written, identifier);
    if (found.length !== 1) throw new Error(`${identifier} was found ${found.length} times.`);
    return found[0] as Profile;
  };
  return { send, tokenOf, after, readAfter, find, findOne };
};
