import { jurisdictions, prices, type Catalogue } from './catalogue';
import { manager } from './people';
import { quarterOf } from './quarter';
import type { Sent } from './touchstone';

/** What one rep does about one customer; `say` counts what is done. */
export interface Dealing {
  readonly index: number;
  readonly play: string;
  readonly rep: string;
  readonly about: { readonly contactId: string; readonly accountId: string };
  readonly country: string;
  readonly say: (what: string, path: string, body: object, by?: string) => Promise<Sent>;
}

const wishOf = ({ index }: Dealing, { pump, service }: Catalogue) => {
  const pumps = 1 + (index % 5);
  const products = [
    { productId: pump, quantity: String(pumps), amount: String(pumps * prices.pump) },
    { productId: service, quantity: '1', amount: String(prices.service) },
  ];
  return { pumps, products, amount: { amount: String(pumps * prices.pump + prices.service), currency: 'EUR' } };
};

/** From the opening to the stage of a proposal. */
export const openDeal = async (dealing: Dealing, catalogue: Catalogue): Promise<Sent> => {
  const { about, play, say } = dealing;
  const { products, amount } = wishOf(dealing, catalogue);
  const customer = { contact: about.contactId, account: about.accountId };
  const { last } = quarterOf(new Date());
  const place = { pipelineId: catalogue.pipelineId, team: play, expectedClose: last };
  const opened = await say('deals', 'opportunities', { ...place, ...customer, name: 'Pumps', amount, products });
  return say('proposals', `opportunities/${opened.id}/move`, { stage: 'proposal' });
};

const mayApprove = (index: number) => index % 2 === 0;

/** A quote, approved by the manager where its discount is beyond the limit, accepted, ordered, and the deal won. */
export const sell = async (dealing: Dealing, catalogue: Catalogue, opportunityId: string): Promise<Sent> => {
  const { index, about, country, say } = dealing;
  const { pumps } = wishOf(dealing, catalogue);
  const jurisdiction = jurisdictions.find((one) => one === country) ?? 'DE';
  const discount = { percent: mayApprove(index) ? '12' : '5' };
  const lines = [
    { productId: catalogue.pump, quantity: String(pumps), discount },
    { productId: catalogue.service, quantity: '1' },
  ];
  const customer = { contact: about.contactId, account: about.accountId };
  const wish = { customer, channel: 'phone', currency: 'EUR', jurisdiction, lines, opportunityId };
  const { id: quoteId } = await say('quotes', 'quotes', wish);
  const revision = { revision: 1 };
  if (mayApprove(index)) await say('approvals', `quotes/${quoteId}/approve`, revision, manager);
  await say('quotes accepted', `quotes/${quoteId}/accept`, revision);
  const order = await say('orders', 'orders', { quoteId, channel: 'phone' });
  if (index % 9 === 0) {
    const back = await say('returns', `orders/${order.id}/return`, { lines: [{ number: 2, quantity: '1' }] });
    const refund = { amount: String(prices.service), currency: 'EUR' };
    await say('refunds', `orders/${order.id}/refund`, { refund, returnId: back.body['returnId'] });
  }
  await say('deals won', `opportunities/${opportunityId}/win`, { reason: 'service', margin: '250' });
  return { ...order, body: { ...order.body, quoteId } };
};

/** Every second one goes to a competitor; the others stay open, with what is to be done next. */
export const leaveOpen = async ({ index, say }: Dealing, opportunityId: string): Promise<Sent> => {
  await say('competitors named', `opportunities/${opportunityId}/competitors`, { competitor: 'acme' });
  if (index % 2 === 0)
    return say('deals lost', `opportunities/${opportunityId}/lose`, { reason: 'price', competitor: 'acme' });
  const { last } = quarterOf(new Date());
  return say('next steps', `opportunities/${opportunityId}/next-step`, { nextStep: 'Call again', dueOn: last });
};
