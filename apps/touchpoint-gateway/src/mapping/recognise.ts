import type { channels, Meaning } from '@touchstone/contracts';
import type { Message } from './message';

export type Part = 'money' | 'products' | 'order' | 'mailing' | 'conversation';

/** What is known of an event whose name is reserved. */
export interface Reserved {
  readonly meaning: Meaning;
  readonly area: 'e-commerce' | 'B2B SaaS' | 'e-mail' | 'live chat';
  readonly channel?: (typeof channels)[number];
  /** What an interaction of this meaning carries beside its properties. */
  readonly carries: readonly Part[];
  /** Names that mean it, in the writing of the specification; the first is the one to send. */
  readonly names: readonly string[];
}

type Row = readonly [meaning: Meaning, carries: readonly Part[], ...further: string[]];

const inBasket = ['money', 'products', 'order'] as const;
const ofProduct = ['money', 'products'] as const;
const ecommerce: readonly Row[] = [
  ['products_searched', []],
  ['product_list_viewed', [], 'Product Category Viewed'],
  ['product_list_filtered', []],
  ['promotion_viewed', []],
  ['promotion_clicked', []],
  ['product_clicked', ofProduct],
  ['product_viewed', ofProduct],
  ['product_added', ofProduct],
  ['product_removed', ofProduct],
  ['cart_viewed', inBasket],
  ['checkout_started', inBasket],
  ['checkout_step_viewed', inBasket],
  ['checkout_step_completed', inBasket],
  ['payment_info_entered', inBasket],
  ['order_updated', inBasket],
  ['order_completed', inBasket],
  ['order_refunded', inBasket, 'Order Partially Refunded'],
  ['order_cancelled', inBasket, 'Order Canceled'],
  ['coupon_entered', ['order']],
  ['coupon_applied', ['order']],
  ['coupon_denied', ['order']],
  ['coupon_removed', ['order']],
  ['product_added_to_wishlist', ofProduct],
  ['product_removed_from_wishlist', ofProduct],
  [
    'wishlist_product_added_to_cart',
    ofProduct,
    'Product Added to Cart from Wishlist',
    'Product Added from Wishlist to Cart',
  ],
  ['product_shared', ['products']],
  ['cart_shared', ['products']],
  ['product_reviewed', ['products']],
];
const business: readonly Row[] = [
  ['account_created', []],
  ['account_deleted', []],
  ['account_added_user', []],
  ['account_removed_user', []],
  ['signed_up', []],
  ['signed_in', []],
  ['signed_out', []],
  ['invite_sent', []],
  ['trial_started', []],
  ['trial_ended', []],
];
const email: readonly Row[] = [
  ['email_delivered', ['mailing']],
  ['email_opened', ['mailing']],
  ['email_link_clicked', ['mailing']],
  ['email_bounced', ['mailing']],
  ['email_marked_as_spam', ['mailing']],
  ['unsubscribed', ['mailing'], 'Email Unsubscribed'],
];
const chat: readonly Row[] = [
  ['live_chat_conversation_started', ['conversation'], 'Conversation Started'],
  ['live_chat_conversation_ended', ['conversation'], 'Conversation Ended'],
  ['live_chat_message_sent', ['conversation'], 'Message Sent'],
  ['live_chat_message_received', ['conversation'], 'Message Received'],
];

const small = new Set(['to', 'from', 'as']);
const titled = (meaning: Meaning): string =>
  meaning
    .split('_')
    .map((word) => (small.has(word) ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join(' ');

/** As the first e-commerce specification had it, and as Segment still reads it: Completed Order. */
const turned = (name: string): string[] => {
  const words = name.split(' ');
  const action = words.pop()!;
  return words.length > 0 && /(?:ed|sent)$/i.test(action) ? [[action, ...words].join(' ')] : [];
};

const rowsOf = (rows: readonly Row[], area: Reserved['area'], channel?: Reserved['channel']): Reserved[] =>
  rows.map(([meaning, carries, ...further]) => {
    const names = [titled(meaning), ...further].flatMap((name) => [name, ...turned(name)]);
    return { meaning, area, carries, names, ...(channel && { channel }) };
  });

/** The names of Segment's specification, and what is made of them. */
export const reserved: readonly Reserved[] = [
  ...rowsOf(ecommerce, 'e-commerce'),
  ...rowsOf(business, 'B2B SaaS'),
  ...rowsOf(email, 'e-mail', 'email'),
  ...rowsOf(chat, 'live chat', 'chat'),
];

/** What order_completed, Order-Completed, orderCompleted and ORDER COMPLETED have in common. */
export const keyOf = (name: string): string => name.toLowerCase().replace(/[\s_.-]+/g, '');
const longest = 64;
const byKey = new Map(reserved.flatMap((one) => one.names.map((name) => [keyOf(name), one] as const)));

/** What a track of this name means; undefined for any other name or kind of message. */
export const recognise = ({ type, event }: Message): Reserved | undefined =>
  type === 'track' && event && event.length <= longest ? byKey.get(keyOf(event)) : undefined;
