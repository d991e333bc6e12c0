import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiBadRequestResponse, ApiExtraModels, ApiHeader, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { decodeToken, encodeToken, eventIdOf, headers as names } from '@touchstone/contracts';
import { problem, RequireRole, traceparentOf } from '@touchstone/service-host';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { storeName } from '../commands/append-decision';
import { Sent } from '../commands/command-route.interceptor';
import { keyOf, type SentCommand } from '../commands/once';
import { BulkAnswer, BulkBody, BulkCommandBody } from './bulk.body';
import { carryOutAll, type BulkCommand, type BulkResult, type Read } from './carry-out-all';

/** ∞ The key of each command derives from the request's, so that a repeated request repeats each of them. */
const keyNamespace = '1f1d0b5c-7a44-5c35-9a0c-5f3a5d0c7e21';

const readOne = async (given: unknown, index: number): Promise<Read> => {
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  const command = plainToInstance(BulkCommandBody, isObject ? given : {});
  const [wrong] = await validate(command, { whitelist: true, forbidNonWhitelisted: true });
  if (!wrong) return { command: { path: command.path, body: command.body ?? {}, ifMatch: command.ifMatch } };
  const detail = Object.values(wrong.constraints ?? {})[0] ?? 'This is no command.';
  const errors = [{ pointer: `/commands/${index}/${wrong.property}`, detail }];
  const { problem: refusal } = problem(400, detail, { slug: 'invalid-request', errors });
  return { refused: { status: refusal.status, problem: refusal } };
};

const one = (header: string | string[] | number | undefined): string | undefined =>
  header === undefined ? undefined : String(Array.isArray(header) ? header[0] : header);

@ApiTags('bulk')
@ApiExtraModels(BulkCommandBody)
@Controller('sales/bulk')
export class BulkController {
  constructor(@Inject(HttpAdapterHost) private readonly http: HttpAdapterHost) {}

  @Post()
  @HttpCode(200)
  @RequireRole('rep')
  @ApiHeader({ name: 'Idempotency-Key', required: true, description: 'The same when the whole request is repeated' })
  @ApiOkResponse({ type: BulkAnswer, description: 'A result for each command, whatever became of the others' })
  @ApiBadRequestResponse({ description: 'There is no list of commands, or no usable Idempotency-Key' })
  async carryOut(
    @Body() { commands }: BulkBody,
    @Sent() { key: sent }: SentCommand,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BulkAnswer> {
    const key = keyOf(sent);
    const read = await Promise.all(commands.map(readOne));
    const results = await carryOutAll(read, (command, index) => this.send(command, `${key}\n${index}`, request));
    const positions = results.flatMap(({ position }) => position ?? []).sort();
    const last = positions.at(-1);
    if (last !== undefined) void reply.header(names.position, encodeToken({ stores: { [storeName]: last } }));
    return { items: results.map(({ answer }) => answer) };
  }

  /** Through its own route, so that it is checked, refused and answered as if it had come alone. */
  private async send({ path, body, ifMatch }: BulkCommand, key: string, request: FastifyRequest): Promise<BulkResult> {
    const traceparent = traceparentOf(request);
    const server = this.http.httpAdapter.getInstance<FastifyInstance>();
    const answered = await server.inject({
      method: 'POST',
      url: `/sales/${path}`,
      headers: {
        authorization: request.headers.authorization,
        'idempotency-key': eventIdOf(keyNamespace, key),
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
        ...(traceparent !== undefined && { traceparent }),
      },
      payload: body,
    });
    const { statusCode: status } = answered;
    if (status >= 400) return { answer: { status, problem: answered.json<object>() } };
    const token = one(answered.headers[names.position.toLowerCase()]);
    const etag = one(answered.headers['etag']);
    const answer = { status, body: answered.json<object>(), ...(etag !== undefined && { etag }) };
    return { answer, position: token === undefined ? undefined : decodeToken(token)?.stores?.[storeName] };
  }
}
