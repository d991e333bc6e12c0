import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { Optional } from '../fields/optional.body';
import { Code, Day } from '../fields/fields.body';

export class FormTeamBody {
  @Code('Short name by which quotas and opportunities name the team') code!: string;
}
export class JoinTeamBody {
  @Code('Sales person') person!: string;
  @Day('First day') from!: string;

  @ApiPropertyOptional({ type: Boolean, default: false, description: 'A manager of the team' })
  @Optional()
  @IsBoolean()
  leads = false;
}
export class LeaveTeamBody {
  @Code('Sales person') person!: string;
  @Day('Last day') until!: string;
}

class MemberAnswer {
  @ApiProperty({ type: String }) person!: string;
  @ApiProperty({ type: Boolean }) leads!: boolean;
  @ApiProperty({ type: String, format: 'date' }) from!: string;
  @ApiPropertyOptional({ type: String, format: 'date' }) until?: string | undefined;
}
export class TeamAnswer {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ type: String }) code!: string;
  @ApiProperty({ type: [MemberAnswer] }) members!: readonly MemberAnswer[];
}
