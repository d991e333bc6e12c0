import pdfmake from 'pdfmake';
import fonts from 'pdfmake/fonts/Roboto';
import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces';
import type { DocumentTemplate } from './labels';
import type { Proposal } from './proposal';

// At the first document, because pdfmake takes long to load and most processes never make one.
let prepared = false;
const prepare = (): void => {
  if (prepared) return;
  const fontFiles = new Set<unknown>(Object.values(fonts.Roboto));
  pdfmake.setFonts(fonts);
  // A document loads its fonts, and nothing that a quote names.
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => fontFiles.has(path));
  prepared = true;
};

const table = ({ labels, lines, totals }: Proposal): Content => {
  const right = (text: string) => ({ text, alignment: 'right' as const });
  const head = [
    labels.position,
    labels.product,
    right(labels.quantity),
    right(labels.unitPrice),
    right(labels.discount),
    right(labels.amount),
  ];
  const rows = lines.map((line) => [
    String(line.number),
    line.product,
    right(line.quantity),
    right(line.unitPrice),
    right(line.discount),
    right(line.amount),
  ]);
  const sums = totals.map(({ label, amount }) => [
    { ...right(label), colSpan: 5, bold: true },
    '',
    '',
    '',
    '',
    right(amount),
  ]);
  return {
    table: { headerRows: 1, widths: ['auto', '*', 'auto', 'auto', 'auto', 'auto'], body: [head, ...rows, ...sums] },
    layout: 'lightHorizontalLines',
    margin: [0, 10, 0, 10],
  };
};

const definition = (proposal: Proposal, template: DocumentTemplate): TDocumentDefinitions => {
  const { seller, labels, number, revision } = proposal;
  const isFull = template === 'classic';
  const content: Content[] = [
    ...(seller.logo === undefined ? [] : [{ image: seller.logo, height: 36 }]),
    { text: seller.name, alignment: 'right' },
    { text: proposal.recipient.join('\n'), margin: [0, isFull ? 30 : 5, 0, isFull ? 30 : 5] },
    { text: `${labels.title} ${number}`, fontSize: isFull ? 16 : 11, bold: true },
    `${labels.revision} ${revision} · ${labels.date}: ${proposal.date} · ${labels.validUntil}: ${proposal.validUntil}`,
    ...(proposal.note === undefined
      ? []
      : [{ text: proposal.note, margin: [0, 10, 0, 0] as [number, number, number, number] }]),
    table(proposal),
    proposal.payment,
    ...(isFull ? [{ text: labels.terms, bold: true, margin: [0, 15, 0, 0] as [number, number, number, number] }] : []),
    proposal.terms,
  ];
  return {
    info: { title: `${labels.title} ${number}`, author: seller.name, creationDate: new Date(proposal.offeredAt) },
    language: proposal.language,
    pageSize: 'A4',
    defaultStyle: { font: 'Roboto', fontSize: isFull ? 10 : 8 },
    content,
  };
};

/** The bytes are the same for the same proposal: its creation date is that of the offer. */
export const proposalPdf = (proposal: Proposal, template: DocumentTemplate): Promise<Buffer> => {
  prepare();
  return pdfmake.createPdf(definition(proposal, template)).getBuffer();
};
