import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

interface Ref {
  readonly $ref: string;
}
interface Message {
  readonly headers: object;
  readonly payload: object;
}
interface Document {
  readonly channels: Readonly<
    Record<string, { readonly address: string; readonly messages: Readonly<Record<string, Ref>> }>
  >;
  readonly components: { readonly messages: Readonly<Record<string, Message>>; readonly schemas: object };
}

/** An event where it lies: on a topic of the bus, or in a stream of the store. */
export interface Placed {
  readonly address: string;
  readonly event: {
    readonly id: string;
    readonly type: string;
    readonly schemaVersion: number;
    readonly data: string;
    readonly metadata: object;
  };
}

interface Checks {
  readonly name: string;
  readonly headers: ValidateFunction;
  readonly payload: ValidateFunction;
}

const patternOf = (address: string): RegExp => new RegExp(`^${address.replace(/\{\w+\}/g, '[^/]+')}$`);

/** Consumers must bear fields that they do not know; here one that is not documented is a fault. */
const closed = (schema: object): object => ({ ...schema, additionalProperties: false });

/** What of an event contradicts the AsyncAPI document: nothing, when it fits exactly one message of its channel. */
export const messageContract = (asyncapi: object): ((placed: Placed) => string[]) => {
  const { channels, components } = asyncapi as Document;
  const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
  const compile = (schema: object) => ajv.compile({ ...schema, components: { schemas: components.schemas } });
  const checks = new Map(
    Object.entries(components.messages).map(([name, { headers, payload }]) => {
      const known: Checks = { name, headers: compile(headers), payload: compile(closed(payload)) };
      return [name, known] as const;
    }),
  );
  const places = Object.values(channels).map(({ address, messages }) => ({
    pattern: patternOf(address),
    messages: Object.values(messages).flatMap(({ $ref }) => checks.get($ref.split('/').at(-1) ?? '') ?? []),
  }));
  return ({ address, event: { data, ...envelope } }) => {
    const place = places.find(({ pattern }) => pattern.test(address));
    if (!place) return [`${address} is no documented topic or stream`];
    const [message, ...others] = place.messages.filter(({ headers }) => headers(envelope));
    if (!message) return [`${envelope.type} version ${envelope.schemaVersion} is not documented at ${address}`];
    if (others.length > 0) return [`${envelope.type} fits several messages`];
    if (message.payload(JSON.parse(data))) return [];
    return (message.payload.errors ?? []).map(
      ({ instancePath, message: fault, params }) =>
        `${message.name} ${instancePath} ${fault} ${JSON.stringify(params)}`,
    );
  };
};
