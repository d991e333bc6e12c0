import { applyDecorators, UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { ApiKeyRole } from './api-keys';
import { authorise } from './require-role';

const guardOf = (role: ApiKeyRole): CanActivate => ({
  canActivate: async (context: ExecutionContext) => {
    await authorise(context.switchToHttp().getRequest<FastifyRequest>(), role);
    return true;
  },
});

/** On a Nest controller or handler: who holds a key of this role, or of one that includes it, may call. */
export const RequireRole = (role: ApiKeyRole): ClassDecorator & MethodDecorator =>
  applyDecorators(UseGuards(guardOf(role)), ApiBearerAuth());
