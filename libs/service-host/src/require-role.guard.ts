import { applyDecorators, UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { ApiKeyRole } from './api-keys';
import { authorise } from './require-role';

const guardOf = (roles: readonly ApiKeyRole[]): CanActivate => ({
  canActivate: async (context: ExecutionContext) => {
    await authorise(context.switchToHttp().getRequest<FastifyRequest>(), roles);
    return true;
  },
});

/** On a Nest controller or handler: who holds a key of one of these roles, or of one that includes it, may call. */
export const RequireRole = (...roles: ApiKeyRole[]): ClassDecorator & MethodDecorator =>
  applyDecorators(UseGuards(guardOf(roles)), ApiBearerAuth());
