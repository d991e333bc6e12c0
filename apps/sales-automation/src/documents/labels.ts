/** The words of a proposal. */
export interface Labels {
  readonly title: string;
  readonly revision: string;
  readonly date: string;
  readonly validUntil: string;
  readonly position: string;
  readonly product: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly discount: string;
  readonly amount: string;
  readonly net: string;
  readonly tax: string;
  readonly gross: string;
  readonly payment: (days: string) => string;
  readonly terms: string;
}

/** By language (ISO 639-1). */
export const labels = {
  en: {
    title: 'Quote',
    revision: 'Revision',
    date: 'Date',
    validUntil: 'Valid until',
    position: 'No.',
    product: 'Product',
    quantity: 'Quantity',
    unitPrice: 'Unit price',
    discount: 'Discount',
    amount: 'Amount',
    net: 'Total before tax',
    tax: 'Tax',
    gross: 'Total',
    payment: (days) => `Payable within ${days} days of the invoice.`,
    terms: 'Terms of sale',
  },
  de: {
    title: 'Angebot',
    revision: 'Fassung',
    date: 'Datum',
    validUntil: 'Gültig bis',
    position: 'Pos.',
    product: 'Artikel',
    quantity: 'Menge',
    unitPrice: 'Einzelpreis',
    discount: 'Rabatt',
    amount: 'Betrag',
    net: 'Nettobetrag',
    tax: 'Umsatzsteuer',
    gross: 'Gesamtbetrag',
    payment: (days) => `Zahlbar innerhalb von ${days} Tagen nach Rechnungsdatum.`,
    terms: 'Verkaufsbedingungen',
  },
  fr: {
    title: 'Devis',
    revision: 'Version',
    date: 'Date',
    validUntil: 'Valable jusqu’au',
    position: 'N°',
    product: 'Article',
    quantity: 'Quantité',
    unitPrice: 'Prix unitaire',
    discount: 'Remise',
    amount: 'Montant',
    net: 'Total HT',
    tax: 'TVA',
    gross: 'Total TTC',
    payment: (days) => `Payable sous ${days} jours à compter de la facture.`,
    terms: 'Conditions de vente',
  },
} as const satisfies Record<string, Labels>;

export type DocumentLanguage = keyof typeof labels;
export const documentLanguages = Object.keys(labels) as DocumentLanguage[];
export const documentTemplates = ['classic', 'compact'] as const;
export type DocumentTemplate = (typeof documentTemplates)[number];
