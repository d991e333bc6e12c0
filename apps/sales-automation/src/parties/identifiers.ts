import { normaliseIdentifier, type Identifier } from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';

/** What a person or an organisation can be recognised by, as it was written down. */
export interface Recognisable {
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly userId?: string | undefined;
}

const types = { userId: 'user_id', email: 'email', phone: 'phone' } as const;
const fields = ['userId', 'email', 'phone'] as const;

/** Every identifier in its normalised form. Throws RuleBroken naming the field. */
export const identifiersIn = (party: Recognisable, pointer: string, region: string | undefined): Identifier[] =>
  fields.flatMap((field) => {
    const value = party[field];
    if (value === undefined) return [];
    const normalised = normaliseIdentifier({ type: types[field], value }, region);
    if (normalised === undefined)
      throw new RuleBroken(
        'unusable-identifier',
        'This cannot be used to recognise anybody.',
        `${pointer}/${field}`,
        422,
      );
    return [{ type: types[field], value: normalised }];
  });
