import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsString, Length } from 'class-validator';
import { apiKeyRoles, type ApiKeyRole } from '@touchstone/service-host';

export class CreateApiKeyBody {
  @ApiProperty({ minLength: 1, maxLength: 100 })
  @IsString()
  @Length(1, 100)
  name!: string;

  @ApiProperty({ enum: apiKeyRoles })
  @IsIn(apiKeyRoles)
  role!: ApiKeyRole;
}
