import {
  applyDecorators,
  createParamDecorator,
  Get,
  HttpCode,
  Post,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiHeader,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiPreconditionFailedResponse,
  ApiProperty,
  ApiResponse,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { encodeToken, headers as names } from '@touchstone/contracts';
import { callerOf, RequireRole, traceparentOf, type Caller } from '@touchstone/service-host';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { storeName } from './append-decision';
import type { CommandAnswer, SentCommand } from './once';

/** What controllers are given: the command handler. */
export const commandsToken = Symbol('commands');

export class CommandAnswerBody {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ type: Number, description: 'Of the record; the ETag, for If-Match' }) version!: number;
}

/** Who is to be answered; beside the command, which knows nothing of HTTP. */
const replies = new WeakMap<object, FastifyReply>();

const one = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header);

/** The command that a request sends, as the handler takes it. */
export const Sent = createParamDecorator((_: unknown, context: ExecutionContext): SentCommand => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const ifMatch = request.headers['if-match'];
  const sent = {
    caller: callerOf(request),
    key: one(request.headers['idempotency-key']),
    // With If-Match: what one version was refused is not the answer for another.
    payload: { url: request.url, body: request.body ?? null, ...(ifMatch !== undefined && { ifMatch }) },
    ifMatch,
    traceparent: traceparentOf(request),
  };
  replies.set(sent, replyOf(context));
  return sent;
});

/** Who asks. */
export const Asking = createParamDecorator((_: unknown, context: ExecutionContext): Caller =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** What a command, or a read of one record, answers: ETag and token beside the body. */
export interface RecordAnswer {
  readonly body: object;
  readonly version: number;
  readonly position: string;
}

const replyOf = (context: ExecutionContext) => context.switchToHttp().getResponse<FastifyReply>();
const tell = (reply: FastifyReply, version: number, position: string) =>
  reply.header('etag', `"${version}"`).header(names.position, encodeToken({ stores: { [storeName]: position } }));

const answer = (reply: FastifyReply, { status, body, position }: CommandAnswer): object => {
  void tell(reply, body.version, position).status(status);
  if (status !== 200) void reply.header('location', `${reply.request.url.split('?')[0]}/${body.id}`);
  return body;
};

type Handle = (...args: unknown[]) => Promise<CommandAnswer>;

/**
 * What a command answers becomes status, headers and body. No interceptor: Nest passes the call of each through
 * observables and binds it to an async resource, which cost every command several percent.
 */
const answered = ((_target: object, name: string | symbol, method: TypedPropertyDescriptor<Handle>) => {
  const handle = method.value as Handle;
  method.value = async function (this: unknown, ...args) {
    const made = await handle.apply(this, args);
    const reply = args.map((arg) => replies.get(arg as object)).find((found) => found !== undefined);
    if (!reply) throw new Error('A command takes the request as @Sent().');
    return answer(reply, made) as CommandAnswer;
  };
  // The OpenAPI document finds its body and its id under the name of the function.
  Object.defineProperty(method.value, 'name', { value: name });
}) as MethodDecorator;

class ReadInterceptor implements NestInterceptor<RecordAnswer, object> {
  intercept(context: ExecutionContext, next: CallHandler<RecordAnswer>): Observable<object> {
    return next.handle().pipe(
      map(({ body, version, position }) => {
        void tell(replyOf(context), version, position);
        return body;
      }),
    );
  }
}

const refusals = [
  RequireRole('rep'),
  ApiHeader({
    name: 'Idempotency-Key',
    required: true,
    description: 'A new one for each command, the same when repeated',
  }),
  ApiBadRequestResponse({ description: 'The request cannot be read, or has no usable Idempotency-Key' }),
  ApiForbiddenResponse({ description: 'The record belongs to somebody else (rule not-yours)' }),
  ApiConflictResponse({ description: 'A rule forbids it (rule, field), or the same request is being carried out' }),
  ApiUnprocessableEntityResponse({
    description: 'Never possible (rule, field), or the key belongs to another request',
  }),
];

/** `POST` that makes a record: 201 with its address. */
export const CreateRoute = (path = ''): MethodDecorator =>
  applyDecorators(
    answered,
    Post(path),
    HttpCode(201),
    ApiResponse({ status: 201, type: CommandAnswerBody }),
    ...refusals,
  ) as MethodDecorator;

/** `POST` that decides about one record: 200 with its version. */
export const ChangeRoute = (path: string): MethodDecorator =>
  applyDecorators(
    answered,
    Post(path),
    HttpCode(200),
    ApiHeader({ name: 'If-Match', required: false, description: 'ETag of the record as you saw it' }),
    ApiOkResponse({ type: CommandAnswerBody }),
    ApiNotFoundResponse({ description: 'No such record' }),
    ApiPreconditionFailedResponse({ description: 'The record has changed since (rule stale-version)' }),
    ...refusals,
  ) as MethodDecorator;

/** `GET` of one record from its stream. */
export const ReadRoute = (path: string, type: new () => object): MethodDecorator =>
  applyDecorators(
    Get(path),
    RequireRole('rep', 'analyst'),
    UseInterceptors(ReadInterceptor),
    ApiOkResponse({ type }),
    ApiForbiddenResponse({ description: 'The record belongs to somebody else (rule not-yours)' }),
    ApiNotFoundResponse({ description: 'No such record' }),
  ) as MethodDecorator;
