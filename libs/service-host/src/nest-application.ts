import 'reflect-metadata';
import {
  Catch,
  ValidationPipe,
  type ArgumentsHost,
  type DynamicModule,
  type ExceptionFilter,
  type LoggerService,
  type Type,
  type ValidationError,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { getMetadataStorage } from 'class-validator';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemAnswers } from './answer-problems';
import type { Log } from './log';
import { problem, type ProblemError } from './problem-error';

export interface MountedModule {
  openapi(): object;
  close(): Promise<void>;
}

const nestLog = (log: Log): LoggerService => ({
  log: () => {},
  warn: (message: unknown) => log.warn({ nest: String(message) }, 'Nest warns'),
  error: (message: unknown) => log.error({ nest: String(message) }, 'Nest failed'),
});

const errorsOf = (
  { property, constraints = {}, children = [] }: ValidationError,
  path = '',
): { pointer: string; detail: string }[] => {
  const pointer = `${path}/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const own = Object.values(constraints).map((detail) => ({ pointer, detail }));
  return [...own, ...children.flatMap((child) => errorsOf(child, pointer))];
};

const invalid = (found: ValidationError[]): ProblemError =>
  problem(400, 'Some fields of the request are missing or not usable; errors names each.', {
    slug: 'invalid-request',
    errors: found.flatMap((error) => errorsOf(error)).slice(0, 100),
  });

const filterOf = (answer: ProblemAnswers): ExceptionFilter => {
  @Catch()
  class EveryError implements ExceptionFilter {
    catch(error: unknown, host: ArgumentsHost): void {
      const http = host.switchToHttp();
      answer.error(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
    }
  }
  return new EveryError();
};

type Storage = ReturnType<typeof getMetadataStorage>;

// At each validation class-validator walks over every class that was ever decorated, to find those that it extends. Bodies
// are declared when their file is loaded, before the first request.
const rememberRules = (
  storage: Storage & { rules?: Map<unknown, ReturnType<Storage['getTargetValidationMetadatas']>> },
) => {
  if (storage.rules) return;
  const known = (storage.rules = new Map());
  const find = storage.getTargetValidationMetadatas.bind(storage);
  storage.getTargetValidationMetadatas = (target, schema, always, strict, groups) => {
    if (schema || groups?.length) return find(target, schema, always, strict, groups);
    const found = known.get(target) ?? find(target, schema, always, strict, groups);
    known.set(target, found);
    return found;
  };
};

const documentOf = (app: NestFastifyApplication): object => {
  const settings = new DocumentBuilder().setTitle('Touchstone').setOpenAPIVersion('3.1.0').addBearerAuth().build();
  return SwaggerModule.createDocument(app, settings);
};

/** Adds the routes of a Nest module to the server. */
export const mountModule = async (
  server: FastifyInstance,
  module: Type | DynamicModule,
  answer: ProblemAnswers,
  log: Log,
): Promise<MountedModule> => {
  const adapter = new FastifyAdapter(server as never);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    logger: nestLog(log),
    abortOnError: false,
  });
  app.useGlobalFilters(filterOf(answer));
  app.useGlobalPipes(
    new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true, exceptionFactory: invalid }),
  );
  await app.init();
  rememberRules(getMetadataStorage());
  let document: object | undefined;
  return { openapi: () => (document ??= documentOf(app)), close: () => app.close() };
};
