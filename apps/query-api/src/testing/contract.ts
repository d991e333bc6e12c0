import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: object;
}

/** What of an answer the document does not promise; nothing when it keeps the contract. Tests hold every answer against it. */
export const contractOf = (
  document: object,
): ((path: string, status: number, type: string, body: unknown) => string[]) => {
  const { paths, components } = document as Document;
  const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));
  ajv.addSchema({ $id: 'document:', components });
  const patterns = Object.entries(paths).map(([template, operations]) => ({
    pattern: new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`),
    operation: operations['get'],
  }));
  return (path, status, type, body) => {
    const operation = patterns.find(({ pattern }) => pattern.test(path.split('?')[0] ?? ''))?.operation;
    if (!operation) return [`${path} is not documented`];
    const media = type.split(';')[0] ?? '';
    const schema = operation.responses[String(status)]?.content?.[media]?.schema;
    if (!schema) return [`${status} ${media} of ${path} is not documented`];
    const local = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"document:#/components')) as object;
    const fits = ajv.compile(local);
    return fits(body)
      ? []
      : (fits.errors ?? []).map(({ instancePath, message }) => `${path} ${instancePath} ${message}`);
  };
};
