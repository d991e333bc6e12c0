import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsObject, IsString, Matches } from 'class-validator';
import { Optional } from '../fields/optional.body';

export const mostCommands = 500;

/** One command of many. */
export class BulkCommandBody {
  @ApiProperty({
    type: String,
    description: 'Address of the command below /sales/, such as leads or leads/<id>/assign',
  })
  @IsString()
  @Matches(/^(?!bulk)[a-z][a-z-]*(\/[A-Za-z0-9-]+)*$/, {
    message: 'path must be the address of a command below /sales/, such as leads or leads/<id>/assign',
  })
  path!: string;

  @ApiPropertyOptional({ type: Object, description: 'What the command takes' })
  @Optional()
  @IsObject()
  body?: object;

  @ApiPropertyOptional({ type: String, description: 'ETag of the record as you saw it' })
  @Optional()
  @IsString()
  ifMatch?: string;
}

export class BulkBody {
  @ApiProperty({
    type: [BulkCommandBody],
    maxItems: mostCommands,
    description: 'Commands of one record are carried out in their order, all others side by side',
  })
  // Each is looked at by itself, so that one that cannot be read costs no other.
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(mostCommands)
  commands!: unknown[];
}

export class BulkItemAnswer {
  @ApiProperty({ type: Number, description: 'Status that the command would have had alone' }) status!: number;
  @ApiPropertyOptional({ type: Object, description: 'Its answer' }) body?: object;
  @ApiPropertyOptional({ type: String, description: 'Of the record' }) etag?: string;
  @ApiPropertyOptional({ type: Object, description: 'Why not: problem details, with rule and field' }) problem?: object;
}
export class BulkAnswer {
  @ApiProperty({ type: [BulkItemAnswer], description: 'One for each command, in their order' })
  items!: readonly BulkItemAnswer[];
}
