import {
  applyDecorators,
  Inject,
  Injectable,
  SetMetadata,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Freshness } from './freshness.worker';

export const freshnessToken = Symbol('freshness');
const projectionsOf = Symbol('projections');

@Injectable()
class FreshnessGuard implements CanActivate {
  constructor(
    @Inject(freshnessToken) private readonly freshness: Freshness,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const projections = this.reflector.get<string[]>(projectionsOf, context.getHandler());
    await this.freshness.arrange(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), projections);
    return true;
  }
}

/** The read models behind a route: it waits for them when asked to, and says how old they are. */
export const RestsOn = (...projections: string[]): MethodDecorator =>
  applyDecorators(SetMetadata(projectionsOf, projections), UseGuards(FreshnessGuard));
