import type { SalesTerms } from '@touchstone/contracts';
import { priced, quoteId } from '../quotes/priced.test-data';
import type { KnownQuote } from '../quotes/quote';
import { documentLanguages, documentTemplates, type DocumentLanguage } from './labels';
import { proposalOf } from './proposal';
import { proposalHtml } from './proposal-html';
import { proposalPdf } from './proposal-pdf.files';
import readPdf from 'pdf-parse/lib/pdf-parse.js';

const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const seller = { name: 'Pumps & Co', logo: `data:image/png;base64,${pixel}` };
const terms: SalesTerms = {
  code: 'standard',
  version: 1,
  channels: [],
  from: priced.at,
  paymentDays: 30,
  validDays: 14,
  discountLimit: '10',
  text: { en: 'Goods remain ours until paid.', de: 'Die Ware bleibt bis zur Zahlung unser Eigentum.' },
};
const dear = { ...priced, lines: [{ ...priced.lines[0]!, net: '123456.78' }] };
const quote: KnownQuote = {
  status: 'offered',
  quoteId,
  revision: 2,
  priced: dear,
  owner: 'ana',
  opportunityId: undefined,
  recipient: { name: '<b>Ada</b> Łukasz', address: ['12 Mill Lane'] },
  note: 'As "discussed" & agreed',
  offeredBy: 'ana',
  offeredAt: priced.at,
  approvedBy: undefined,
};
const proposal = (language: DocumentLanguage) => proposalOf(quote, terms, { language, seller });
const textOf = async (language: DocumentLanguage, template: (typeof documentTemplates)[number] = 'classic') =>
  (await readPdf(await proposalPdf(proposal(language), template))).text.replaceAll('\u00a0', ' ');

describe('a proposal', () => {
  it.each<[DocumentLanguage, ...string[]]>([
    [
      'en',
      'Quote',
      '€123,456.78',
      'March 15, 2026',
      'Pump (P-250)',
      'Goods remain ours until paid.',
      'Total before tax',
    ],
    ['de', 'Angebot', '123.456,78 €', '15. März 2026', 'Pumpe (P-250)', 'Die Ware bleibt', 'Gesamtbetrag'],
    ['fr', 'Devis', '123 456,78 €', '15 mars 2026', 'Pompe (P-250)', 'Goods remain ours until paid.', 'Total TTC'],
  ])('speaks %s, in HTML and in PDF', async (language, ...expected) => {
    const pdf = await textOf(language);
    const html = proposalHtml(proposal(language), 'classic').replaceAll('\u00a0', ' ');
    for (const text of [...expected, 'Łukasz', '12 Mill Lane', quoteId]) {
      expect(pdf).toContain(text);
      expect(html).toContain(text);
    }
  });

  it('escapes what people wrote', () => {
    const html = proposalHtml(proposal('en'), 'classic');
    expect(html).toContain('&lt;b&gt;Ada&lt;/b&gt;');
    expect(html).toContain('As &quot;discussed&quot; &amp; agreed');
    expect(html).not.toContain('<b>');
    expect(html).toContain(`src="data:image/png;base64,${pixel.replaceAll('=', '&#x3D;')}"`);
  });

  it('is the same bytes for the same quote, and differs by template and language', async () => {
    const all = [
      ...documentLanguages.map((language) => ({ language, template: 'classic' as const })),
      { language: 'en' as const, template: 'compact' as const },
    ];
    const make = async () =>
      Promise.all(
        all.map(async ({ language, template }) => (await proposalPdf(proposal(language), template)).toString('hex')),
      );
    const [first, second] = [await make(), await make()];
    expect(second).toEqual(first);
    expect(new Set(first).size).toBe(all.length);
    expect(await textOf('en', 'compact')).not.toContain('Terms of sale');
  });
});
