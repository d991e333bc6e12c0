import { ApiProperty } from '@nestjs/swagger';
import { apiKeyRoles, type ApiKeyRole } from '@touchstone/service-host';

class ApiKey {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ type: String }) name!: string;
  @ApiProperty({ enum: apiKeyRoles }) role!: ApiKeyRole;
  @ApiProperty({ type: String, nullable: true, description: 'Sales person whose key it is' }) person!: string | null;
}

class ListedKey extends ApiKey {
  @ApiProperty({ type: String, format: 'date-time' }) createdAt!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) revokedAt!: string | null;
}

export class CreatedApiKey extends ApiKey {
  @ApiProperty({ type: String }) apiKey!: string;
}

export class ApiKeyList {
  @ApiProperty({ type: [ListedKey] }) items!: readonly ListedKey[];
  @ApiProperty({ type: String, nullable: true }) next!: string | null;
}
