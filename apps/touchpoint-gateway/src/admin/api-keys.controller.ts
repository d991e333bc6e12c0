import { Body, Controller, Get, HttpCode, Inject, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNotFoundResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { problem, RequireRole } from '@touchstone/service-host';
import { createApiKey, listApiKeys, revokeApiKey } from '../access/api-keys.tables';
import { adminParts, type AdminParts } from './admin-parts';
import { ApiKeyList, CreatedApiKey } from './api-key-answer.body';
import { CreateApiKeyBody } from './api-key.body';

@ApiTags('API keys')
@Controller('admin/api-keys')
@RequireRole('admin')
export class ApiKeysController {
  constructor(@Inject(adminParts) private readonly parts: AdminParts) {}

  @Get()
  @ApiOkResponse({ type: ApiKeyList })
  async list(): Promise<ApiKeyList> {
    return { items: await listApiKeys(this.parts.pool), next: null };
  }

  @Post()
  @ApiCreatedResponse({ type: CreatedApiKey, description: 'The key is not shown again' })
  async create(@Body() { name, role, person }: CreateApiKeyBody): Promise<CreatedApiKey> {
    const needsPerson = role === 'rep' || role === 'manager';
    if (needsPerson !== (person !== undefined))
      throw problem(400, 'A key of the role rep or manager names a person; a key of any other role names none.', {
        slug: 'invalid-request',
        errors: [{ pointer: '/person', detail: needsPerson ? 'person is missing' : `person does not go with ${role}` }],
      });
    return { ...(await createApiKey(this.parts.pool, { name, role, person })), name, role, person: person ?? null };
  }

  @Post(':id/revoke')
  @HttpCode(204)
  @ApiNotFoundResponse({ description: 'No such key' })
  async revoke(@Param('id', ParseUUIDPipe) id: string): Promise<void> {
    if (!(await revokeApiKey(this.parts.pool, id))) throw problem(404, 'There is no such API key.');
  }
}
