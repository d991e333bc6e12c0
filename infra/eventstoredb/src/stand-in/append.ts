import { setTimeout as sleep } from 'node:timers/promises';
import type { sendUnaryData, ServerReadableStream } from '@grpc/grpc-js';
import shared from '@eventstore/db-client/generated/shared_pb';
import streams, { type AppendReq, type AppendResp } from '@eventstore/db-client/generated/streams_pb';
import { notLeader, tooLarge, unavailable } from './errors';
import { happens } from './faults';
import type { Expected, Outcome, ProposedEvent } from './log';
import type { Server } from './server';

const textOf = (name: Uint8Array | string | undefined): string => Buffer.from(name ?? '').toString('utf8');

const expectedOf = (options: AppendReq.Options): Expected => {
  if (options.hasAny()) return 'any';
  if (options.hasNoStream()) return 'no-stream';
  if (options.hasStreamExists()) return 'stream-exists';
  return BigInt(options.getRevision());
};

const proposedOf = (message: AppendReq.ProposedMessage): ProposedEvent => ({
  id: message.getId()?.getString() ?? '',
  type: message.getMetadataMap().get('type') ?? '',
  contentType: message.getMetadataMap().get('content-type') ?? '',
  data: message.getData_asU8(),
  metadata: message.getCustomMetadata_asU8(),
});

const success = ({ revision, position }: Extract<Outcome, { revision: bigint }>): AppendResp => {
  const at = new streams.AppendResp.Position();
  at.setCommitPosition(String(position));
  at.setPreparePosition(String(position));
  const said = new streams.AppendResp.Success();
  said.setCurrentRevision(String(revision));
  said.setPosition(at);
  const answer = new streams.AppendResp();
  answer.setSuccess(said);
  return answer;
};

const wrongVersion = (current: bigint | undefined, expected: Expected): AppendResp => {
  const said = new streams.AppendResp.WrongExpectedVersion();
  if (current === undefined) said.setCurrentNoStream(new shared.Empty());
  else said.setCurrentRevision(String(current));
  if (typeof expected === 'bigint') said.setExpectedRevision(String(expected));
  else if (expected === 'no-stream') said.setExpectedNoStream(new shared.Empty());
  else if (expected === 'stream-exists') said.setExpectedStreamExists(new shared.Empty());
  else said.setExpectedAny(new shared.Empty());
  const answer = new streams.AppendResp();
  answer.setWrongExpectedVersion(said);
  return answer;
};

const act = async (
  server: Server,
  requests: readonly AppendReq[],
  answer: sendUnaryData<AppendResp>,
): Promise<void> => {
  const { log, faults } = server;
  if (happens(faults, 'notLeader')) return answer(notLeader(server.port));
  if (happens(faults, 'refuseAppends')) return answer(unavailable());
  if (happens(faults, 'hangAppends')) return;
  const options = requests[0]?.getOptions() as AppendReq.Options;
  const stream = textOf(options.getStreamIdentifier()?.getStreamName());
  const expected = expectedOf(options);
  const proposed = requests
    .slice(1)
    .map((request) => proposedOf(request.getProposedMessage() as AppendReq.ProposedMessage));
  const outcome = log.append(stream, expected, proposed);
  server.appends++;
  if (faults.slowMs > 0) await sleep(faults.slowMs);
  if (happens(faults, 'loseAnswers')) return answer(unavailable());
  if (outcome.kind === 'too-large') return answer(tooLarge(server.maxAppendBytes));
  if (outcome.kind === 'wrong-version') return answer(null, wrongVersion(outcome.current, expected));
  answer(null, success(outcome));
};

/** One append: options first, then an event a message; written whole or not at all when the client has ended. */
export const append =
  (server: Server) =>
  (call: ServerReadableStream<AppendReq, AppendResp>, answer: sendUnaryData<AppendResp>): void => {
    const requests: AppendReq[] = [];
    call.on('data', (request: AppendReq) => requests.push(request));
    call.on('end', () => void act(server, requests, answer));
  };
