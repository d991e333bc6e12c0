declare module 'pdfmake/fonts/Roboto' {
  /** Paths of the font's files. */
  const fonts: { readonly Roboto: Record<'normal' | 'bold' | 'italics' | 'bolditalics', string> };
  export = fonts;
}

declare module 'pdf-parse/lib/pdf-parse.js' {
  const readPdf: (pdf: Buffer) => Promise<{ readonly text: string; readonly numpages: number }>;
  export = readPdf;
}
