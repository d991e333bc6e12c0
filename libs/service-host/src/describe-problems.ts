interface Response {
  readonly description?: string;
  readonly content?: object;
}
interface Operation {
  readonly responses?: Readonly<Record<string, Response>>;
}
interface Document {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: object };
}

const name = 'ProblemDetails';
const text = { type: 'string' };
const schema = {
  type: 'object',
  description: 'RFC 9457',
  required: ['type', 'title', 'status'],
  properties: {
    type: text,
    title: text,
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: text,
    instance: text,
    errors: {
      type: 'array',
      items: { type: 'object', required: ['pointer', 'detail'], properties: { pointer: text, detail: text } },
    },
  },
};
const content = { 'application/problem+json': { schema: { $ref: `#/components/schemas/${name}` } } };
const otherwise = { description: 'What went wrong; `detail` says what to do.', content };

const isProblem = (status: string): boolean => status === 'default' || Number(status) >= 400;

const withProblems = (operation: Operation): Operation => {
  if (!operation.responses) return operation;
  const known: readonly [string, Response][] = Object.entries({ default: otherwise, ...operation.responses });
  const responses = known.map(([status, response]) => [
    status,
    isProblem(status) ? { content, ...response } : response,
  ]);
  return { ...operation, responses: Object.fromEntries(responses) };
};

/** Says of every operation that whatever goes wrong is answered as problem+json, where it does not say so itself. */
export const describeProblems = (made: object): object => {
  const document = made as Document;
  const mapValues = <From, To>(of: Readonly<Record<string, From>>, map: (value: From) => To) =>
    Object.fromEntries(Object.entries(of).map(([key, value]) => [key, map(value)]));
  return {
    ...made,
    paths: mapValues(document.paths ?? {}, (path) => mapValues(path, withProblems)),
    components: { ...document.components, schemas: { ...document.components?.schemas, [name]: schema } },
  };
};
