import { importedLines, ingestLimits, type ImportedLines, type Json, type JsonObject } from '@touchstone/contracts';
import { objectOf, type MessageType } from '../mapping/message';

/** What a route takes: one event of a type, or a batch (whose events may be history). */
export type Endpoint =
  { readonly kind: 'event'; readonly type: MessageType } | { readonly kind: 'batch'; readonly imported: boolean };

/** The events of a request, each as sent with what the batch says for all of them. */
export interface IngestRequest {
  readonly events: readonly Json[];
  readonly sentAt: Json | undefined;
  /** Of the body; SDKs for browsers send it there too. */
  readonly writeKey: string | undefined;
  /** Which lines of a file the events are; only of an import. */
  readonly lines: ImportedLines | undefined;
}

/** The request as a whole cannot be taken: nothing of it is stored. */
export class UnreadableRequest extends Error {
  constructor(
    readonly reason: 'no-json' | 'no-object' | 'no-batch' | 'too-many' | 'no-lines',
    sentence: string,
  ) {
    super(sentence);
    this.name = 'UnreadableRequest';
  }
}

const parse = (text: string): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new UnreadableRequest('no-json', 'The body is not JSON; nothing of it was stored.');
  }
};

/** What a batch may say once for all of its members. */
const shared = ['context', 'integrations'];

const withShared = (event: Json, said: readonly (readonly [string, JsonObject])[]): Json => {
  const own = objectOf(event);
  if (!own) return event;
  const merged = said.map(([name, value]) => [name, { ...value, ...objectOf(own[name]) }]);
  return { ...own, ...Object.fromEntries(merged) };
};

const batchOf = (body: JsonObject): readonly Json[] => {
  const batch = body['batch'];
  if (!Array.isArray(batch))
    throw new UnreadableRequest('no-batch', 'The body has no array named batch; nothing of it was stored.');
  if (batch.length > ingestLimits.batchEvents)
    throw new UnreadableRequest(
      'too-many',
      `A batch may hold at most ${ingestLimits.batchEvents} events, this one holds ${batch.length}; nothing of it was stored: send it in parts.`,
    );
  const said = shared.flatMap((name) => {
    const value = objectOf(body[name]);
    return value ? [[name, value] as const] : [];
  });
  return said.length > 0 ? batch.map((event) => withShared(event, said)) : batch;
};

const linesOf = (body: JsonObject, events: number): ImportedLines | undefined => {
  if (body['import'] === undefined) return undefined;
  const { data } = importedLines.safeParse(body['import']);
  if (data?.lines.length === events) return data;
  throw new UnreadableRequest(
    'no-lines',
    'The field import must be { "id": <UUID>, "lines": <the line number of each event> }; nothing of it was stored.',
  );
};

/** Reads a body by its content. Throws UnreadableRequest. */
export const readRequest = (text: string, endpoint: Endpoint): IngestRequest => {
  const body = objectOf(parse(text));
  if (!body) throw new UnreadableRequest('no-object', 'The body must be a JSON object; nothing of it was stored.');
  const writeKey = typeof body['writeKey'] === 'string' ? body['writeKey'] : undefined;
  const sentAt = body['sentAt'];
  if (endpoint.kind === 'batch') {
    const events = batchOf(body);
    return { events, sentAt, writeKey, lines: endpoint.imported ? linesOf(body, events.length) : undefined };
  }
  return { events: [{ ...withoutTransport(body), type: endpoint.type }], sentAt, writeKey, lines: undefined };
};

const withoutTransport = ({ writeKey: _, _metadata, ...event }: JsonObject): JsonObject => event;
