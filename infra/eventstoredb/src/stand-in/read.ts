import type { ServerWritableStream } from '@grpc/grpc-js';
import shared from '@eventstore/db-client/generated/shared_pb';
import streams, { type ReadReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { notLeader, tooSlow, unavailable } from './errors';
import { happens } from './faults';
import type { StoredEvent } from './log';
import type { Server } from './server';

type Call = ServerWritableStream<ReadReq, ReadResp>;
const unknownPosition = String(2n ** 64n - 1n);

const recorded = (event: StoredEvent, position: string) => {
  const id = new shared.UUID();
  id.setString(event.id);
  const stream = new shared.StreamIdentifier();
  stream.setStreamName(Buffer.from(event.stream, 'utf8'));
  const message = new streams.ReadResp.ReadEvent.RecordedEvent();
  message.setId(id);
  message.setStreamIdentifier(stream);
  message.setStreamRevision(String(event.revision));
  message.setCommitPosition(position);
  message.setPreparePosition(position);
  message.setData(event.data);
  message.setCustomMetadata(event.metadata);
  message
    .getMetadataMap()
    .set('type', event.type)
    .set('content-type', event.contentType)
    .set('created', String(event.created));
  return message;
};

const eventAnswer = (event: StoredEvent, hidePosition: boolean): ReadResp => {
  const read = new streams.ReadResp.ReadEvent();
  read.setEvent(recorded(event, hidePosition ? unknownPosition : String(event.position)));
  if (hidePosition) read.setNoPosition(new shared.Empty());
  else read.setCommitPosition(String(event.position));
  const answer = new streams.ReadResp();
  answer.setEvent(read);
  return answer;
};

const confirmation = (): ReadResp => {
  const confirmed = new streams.ReadResp.SubscriptionConfirmation();
  confirmed.setSubscriptionId(crypto.randomUUID());
  const answer = new streams.ReadResp();
  answer.setConfirmation(confirmed);
  return answer;
};

const checkpoint = (position: bigint): ReadResp => {
  const reached = new streams.ReadResp.Checkpoint();
  reached.setCommitPosition(String(position));
  reached.setPreparePosition(String(position));
  const answer = new streams.ReadResp();
  answer.setCheckpoint(reached);
  return answer;
};

const notFound = (options: ReadReq.Options): ReadResp => {
  const missing = new streams.ReadResp.StreamNotFound();
  missing.setStreamIdentifier(options.getStream()?.getStreamIdentifier());
  const answer = new streams.ReadResp();
  answer.setStreamNotFound(missing);
  return answer;
};

const gone = (call: Call): Promise<void> =>
  new Promise((resolve) => {
    call.once('cancelled', resolve);
    call.once('close', resolve);
    call.once('error', () => resolve());
  });

/** Sends with backpressure; false when the reader is gone or a fault has broken the stream. */
const sender = (server: Server, call: Call, ended: Promise<void>) => {
  const breaks = server.faults.breakReadsAfter !== undefined && happens(server.faults, 'breakReads');
  let left = breaks ? (server.faults.breakReadsAfter ?? 0) : Infinity;
  let drained = (): void => {};
  call.on('drain', () => drained());
  return async (answer: ReadResp): Promise<boolean> => {
    if (call.cancelled || call.destroyed) return false;
    if (answer.hasEvent() && left-- <= 0) {
      call.emit('error', unavailable());
      return false;
    }
    if (!call.write(answer)) await Promise.race([new Promise<void>((resolve) => (drained = resolve)), ended]);
    return true;
  };
};

const selected = (server: Server, options: ReadReq.Options): readonly StoredEvent[] => {
  const backwards = options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;
  const all = options.getAll();
  const stream = options.getStream();
  const events = all
    ? server.log.events
    : server.log.stream(Buffer.from(stream?.getStreamIdentifier()?.getStreamName() ?? '').toString('utf8'));
  // A read begins at the position or revision itself, other than a subscription, which begins behind it.
  const inside = (event: StoredEvent): boolean => {
    const [at, from] = all?.hasPosition()
      ? [event.position, BigInt(all.getPosition()?.getCommitPosition() ?? 0)]
      : stream?.hasRevision()
        ? [event.revision, BigInt(stream.getRevision())]
        : [0n, 0n];
    return backwards ? at <= from || from === 0n : at >= from;
  };
  const chosen = events.filter(inside);
  return (backwards ? chosen.reverse() : chosen).slice(0, Number(options.getCount()));
};

const matcher = (options: ReadReq.Options): ((event: StoredEvent) => boolean) => {
  const filter = options.getFilter();
  const expression = filter?.getStreamIdentifier() ?? filter?.getEventType();
  if (!filter || !expression) return () => true;
  const regex = expression.getRegex() ? new RegExp(expression.getRegex()) : undefined;
  const prefixes = expression.getPrefixList();
  return ({ stream, type }) => {
    const text = filter.hasStreamIdentifier() ? stream : type;
    return regex ? regex.test(text) : prefixes.some((prefix) => text.startsWith(prefix));
  };
};

const subscribe = async (server: Server, call: Call, options: ReadReq.Options): Promise<void> => {
  server.subscriptions++;
  let dropped = false;
  const drop = () => {
    dropped = true;
    call.emit('error', tooSlow());
  };
  server.subscribers.add(drop);
  const ended = gone(call);
  const send = sender(server, call, ended);
  const passes = matcher(options);
  const every = 32 * Math.max(1, options.getFilter()?.getCheckpointintervalmultiplier() ?? 1);
  const all = options.getAll();
  let after = all?.hasEnd()
    ? (server.log.events.at(-1)?.position ?? 0n)
    : BigInt(all?.getPosition()?.getCommitPosition() ?? 0);
  let wake = (): void => {};
  const unwatch = server.log.watch(() => wake());
  let going = await send(confirmation());
  let next = 0;
  let passed = 0;
  while (going && !dropped && !call.cancelled) {
    const event = server.log.events[next];
    if (!event) {
      const more = new Promise<void>((resolve) => (wake = resolve));
      if (!server.log.events[next]) await Promise.race([more, ended]);
      continue;
    }
    next++;
    if (event.position <= after) continue;
    after = event.position;
    going = passes(event) ? await send(eventAnswer(event, false)) : true;
    if (going && options.hasFilter() && ++passed % every === 0) going = await send(checkpoint(event.position));
  }
  unwatch();
  server.subscribers.delete(drop);
};

const readOnce = async (server: Server, call: Call, options: ReadReq.Options): Promise<void> => {
  const send = sender(server, call, gone(call));
  const stream = options.getStream();
  const name = Buffer.from(stream?.getStreamIdentifier()?.getStreamName() ?? '').toString('utf8');
  if (stream && server.log.stream(name).length === 0) await send(notFound(options));
  const hide = stream !== undefined && server.faults.hidePositions;
  for (const event of selected(server, options)) if (!(await send(eventAnswer(event, hide)))) return;
  call.end();
};

export const read =
  (server: Server) =>
  (call: Call): void => {
    const options = call.request.getOptions() as ReadReq.Options;
    server.reads++;
    if (happens(server.faults, 'notLeader')) return void call.emit('error', notLeader(server.port));
    void (options.hasSubscription() ? subscribe : readOnce)(server, call, options);
  };
