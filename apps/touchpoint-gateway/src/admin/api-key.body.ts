import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { salesCodePattern } from '@touchstone/contracts';
import { IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';
import { apiKeyRoles, type ApiKeyRole } from '@touchstone/service-host';

export class CreateApiKeyBody {
  @ApiProperty({ minLength: 1, maxLength: 100 })
  @IsString()
  @Length(1, 100)
  name!: string;

  @ApiProperty({ enum: apiKeyRoles })
  @IsIn(apiKeyRoles)
  role!: ApiKeyRole;

  @ApiPropertyOptional({ description: 'Id of the sales person, such as ana; the roles rep and manager need one' })
  @IsOptional()
  @IsString()
  @Matches(salesCodePattern, {
    message: 'person must be an id of 1 to 64 lower-case letters, digits, dots, dashes or underscores',
  })
  person?: string;
}
