import { Catch, type RpcExceptionFilter } from '@nestjs/common';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom, throwError, type Observable } from 'rxjs';
import { BusRefused } from '../errors';
import type { BusMessage, Consumer, ConsumeOptions, EventBus, Poison } from '../port';

export interface BusServerOptions extends Omit<ConsumeOptions, 'handle'> {
  readonly bus: Pick<EventBus, 'consume'>;
}

/** The second argument of a handler. */
export interface BusContext {
  readonly signal: AbortSignal;
}

/** Leaves an error as the handler threw it, because a consumer goes by its class: throwing means "not now". */
@Catch()
export class RethrowErrors implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/**
 * Nest's transport over the bus, whichever it is: a handler with `@EventPattern(topic, { batch: true })` receives chunks
 * of that topic, in order per key, and answers the messages that no retry can help. A pattern that ends with `*` is every topic
 * that begins so. Nest's own transport for Kafka cannot do it: it hands over one message at a time, and a handler that throws
 * takes the consumer out of its group.
 */
export class BusServer extends Server implements CustomTransportStrategy {
  private consumer: Consumer | undefined;

  constructor(private readonly options: BusServerOptions) {
    super();
  }

  listen(callback: (error?: unknown) => void): void {
    this.start().then(() => callback(), callback);
  }

  /** Finishes the chunk in hand, commits and leaves the group. Rejects after the deadline. */
  async drain(deadlineMs?: number): Promise<void> {
    await this.consumer?.drain(deadlineMs);
  }

  close(): Promise<void> {
    return this.drain();
  }

  on(): never {
    throw new Error('What happens to the subscription is told by the option onStatus.');
  }

  unwrap<T>(): T {
    return this.consumer as T;
  }

  private async start(): Promise<void> {
    const { bus, ...consume } = this.options;
    const handlers = new Map(consume.topics.map((topic) => [topic, this.handlerOf(topic)]));
    this.consumer = await bus.consume({
      ...consume,
      handle: async (messages, context) => {
        const poisons: Poison[] = [];
        for (const [handler, own] of shares(messages, handlers)) poisons.push(...(await called(handler, own, context)));
        return poisons;
      },
    });
  }

  private handlerOf(topic: string): MessageHandler {
    const matches = (pattern: string) =>
      pattern === topic || (pattern.endsWith('*') && topic.startsWith(pattern.slice(0, -1)));
    const found = [...this.messageHandlers].filter(([pattern]) => matches(pattern));
    const [first] = found;
    if (!first || found.length > 1) throw new BusRefused(`Topic ${topic} has ${found.length} handlers and needs one.`);
    const [, handler] = first;
    if (!handler.extras?.['batch']) throw new BusRefused(`The handler of topic ${topic} must take batches.`);
    return handler;
  }
}

const shares = (
  messages: readonly BusMessage[],
  handlers: ReadonlyMap<string, MessageHandler>,
): ReadonlyMap<MessageHandler, readonly BusMessage[]> => {
  const byHandler = new Map<MessageHandler, BusMessage[]>();
  for (const message of messages) {
    const handler = handlers.get(message.topic) as MessageHandler;
    const own = byHandler.get(handler);
    if (own) own.push(message);
    else byHandler.set(handler, [message]);
  }
  return byHandler;
};

const called = async (
  handler: MessageHandler,
  messages: readonly BusMessage[],
  context: BusContext,
): Promise<readonly Poison[]> => {
  const answer: unknown = await handler(messages, context);
  return (isObservable(answer) ? await lastValueFrom(answer) : answer) as readonly Poison[];
};
