import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import { Optional } from '../fields/optional.body';

const Text =
  (description: string): PropertyDecorator =>
  (target, property) => {
    ApiPropertyOptional({ type: String, maxLength: 500, description })(target, property);
    Optional()(target, property);
    IsString()(target, property);
    Length(1, 500)(target, property);
  };

class PartyBody {
  @Text('Full name') name?: string;
  @Text('Postal address') address?: string;
}

export class PersonBody extends PartyBody {
  @Text('E-mail address: an identifier') email?: string;
  @Text('Telephone number: an identifier') phone?: string;
  @Text('Id in your own systems: an identifier') userId?: string;
  @Text('Company that the person works for') company?: string;
  @Text('Position there') title?: string;
}

/** An account is found by its own id only: what many people write to names none of them. */
export class OrganisationBody extends PartyBody {
  @Text('E-mail address') email?: string;
  @Text('Telephone number') phone?: string;
  @Text('Web site') website?: string;
  @Text('Industry') industry?: string;
}
