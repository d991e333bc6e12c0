import { minorUnits, type Localised, type SalesTerms } from '@touchstone/contracts';
import type { KnownQuote } from '../quotes/quote';
import { labels, type DocumentLanguage, type Labels } from './labels';
import type { Seller } from './seller';

/** Everything that a document says, formatted: HTML and PDF show the same. */
export interface Proposal {
  readonly language: DocumentLanguage;
  readonly seller: Seller;
  readonly labels: Omit<Labels, 'payment'>;
  readonly number: string;
  readonly revision: number;
  readonly date: string;
  readonly validUntil: string;
  /** When it was offered: the creation date of the PDF. */
  readonly offeredAt: string;
  readonly recipient: readonly string[];
  readonly note: string | undefined;
  readonly lines: readonly {
    readonly number: number;
    readonly product: string;
    readonly quantity: string;
    readonly unitPrice: string;
    readonly discount: string;
    readonly amount: string;
  }[];
  readonly totals: readonly { readonly label: string; readonly amount: string }[];
  readonly payment: string;
  readonly terms: string;
}

// Fonts of documents have no narrow space, which Intl writes in French numbers.
const plainSpaces = (text: string): string => text.replaceAll('\u202f', '\u00a0');
const inLanguage = (text: Localised, language: string): string =>
  text[language] ?? text['en'] ?? Object.values(text)[0] ?? '';

/** Texts are formatted as decimals, never by way of a float. */
const formats = (language: string, currency: string) => {
  const least = minorUnits(currency) ?? 2;
  const decimalOf = (options: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(language, options);
    return (amount: string): string => plainSpaces(format.format(amount as Intl.StringNumericLiteral));
  };
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' });
  const money = { style: 'currency', currency, minimumFractionDigits: least } as const;
  return {
    money: decimalOf({ ...money, maximumFractionDigits: least }),
    price: decimalOf({ ...money, maximumFractionDigits: 12 }),
    number: decimalOf({ maximumFractionDigits: 12 }),
    day: (time: string): string => plainSpaces(day.format(new Date(time))),
  };
};

/** The same for the same revision of a quote, whoever asks and whenever. */
export const proposalOf = (
  quote: KnownQuote,
  terms: SalesTerms,
  { language, seller }: { language: DocumentLanguage; seller: Seller },
): Proposal => {
  const { priced, recipient } = quote;
  const { payment, ...words }: Labels = labels[language];
  const { money, price, number, day } = formats(language, priced.currency);
  return {
    language,
    seller,
    labels: words,
    number: quote.quoteId,
    revision: quote.revision,
    date: day(quote.offeredAt),
    validUntil: day(priced.validUntil),
    offeredAt: quote.offeredAt,
    recipient: [recipient?.organisation, recipient?.name, ...(recipient?.address ?? [])].filter(
      (line) => line !== undefined,
    ),
    note: quote.note,
    lines: priced.lines.map((line) => ({
      number: line.number,
      product: `${inLanguage(line.name, language)} (${line.sku})`,
      quantity: `${number(line.quantity)} ${line.unit}`,
      unitPrice: price(line.unitPrice),
      discount: money(line.discount),
      amount: money(line.net),
    })),
    totals: [
      { label: words.net, amount: money(priced.net) },
      ...priced.taxes.map(({ rate, tax }) => ({ label: `${words.tax} ${number(rate)} %`, amount: money(tax) })),
      { label: words.gross, amount: money(priced.gross) },
    ],
    payment: payment(number(String(terms.paymentDays))),
    terms: inLanguage(terms.text, language),
  };
};
