import type { RunningService } from '@touchstone/service-host';

type Named = Readonly<Record<string, unknown>>;

interface Document {
  readonly openapi?: string;
  readonly info?: Named;
  readonly paths?: Readonly<Record<string, Named>>;
  readonly components?: Readonly<Record<string, Named>>;
  readonly tags?: readonly { readonly name: string }[];
}

export interface NamedDocument {
  readonly service: string;
  readonly document: object;
}

const sameValue = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const rename = (document: Document, renamed: ReadonlyMap<string, string>): Document => {
  if (renamed.size === 0) return document;
  const text = JSON.stringify(document, (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' ? (renamed.get(value) ?? value) : value,
  );
  return JSON.parse(text) as Document;
};

/** Two services may give one name to different schemas: the later one's is renamed after its service. */
const withoutClashes = (
  taken: Record<string, Record<string, unknown>>,
  { service, document }: NamedDocument,
): Document => {
  const own = document as Document;
  const renamed = new Map<string, string>();
  const components: Record<string, Record<string, unknown>> = {};
  for (const [kind, members] of Object.entries(own.components ?? {}))
    for (const [name, value] of Object.entries(members)) {
      const there = taken[kind]?.[name];
      const free = there === undefined || sameValue(there, value) ? name : `${service}.${name}`;
      if (free !== name) renamed.set(`#/components/${kind}/${name}`, `#/components/${kind}/${free}`);
      (components[kind] ??= {})[free] = value;
    }
  return rename({ ...own, components }, renamed);
};

/** One OpenAPI document for several services behind one address. */
export const mergeOpenapi = (documents: readonly NamedDocument[], info: Named): object => {
  const paths: Record<string, Named> = {};
  const components: Record<string, Record<string, unknown>> = {};
  const tags = new Map<string, { readonly name: string }>();
  for (const part of documents) {
    const document = withoutClashes(components, part);
    for (const [path, operations] of Object.entries(document.paths ?? {}))
      paths[path] = { ...paths[path], ...operations };
    for (const [kind, members] of Object.entries(document.components ?? {}))
      components[kind] = { ...components[kind], ...members };
    for (const tag of document.tags ?? []) tags.set(tag.name, tag);
  }
  return { openapi: '3.1.0', info, paths, components, tags: [...tags.values()] };
};

const info = { title: 'Touchstone', version: '1', description: 'All services behind one address.' };

export const documentOf = (services: readonly RunningService[]): object =>
  mergeOpenapi(
    services.flatMap(({ name, openapi }) => (openapi ? [{ service: name, document: openapi }] : [])),
    info,
  );
