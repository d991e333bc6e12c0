import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import { isIdentifierType, type Identifier } from './identifier-types';

/** Values that emitters send when they have none. Such an identifier is left out, whatever its type. Frozen. */
const placeholders =
  /^(?:[0-]*|-1|null|undefined|nil|none|nan|n\/a|na|unknown|anonymous|guest|test|true|false|\[object object\])$/i;
/** What no database text can hold, or no UTF-8 can carry, would be different people for different readers. Frozen. */
const unstorable = /[\0\p{Surrogate}]/u;
const maxLength = 512;

// Changing the case can undo the composition, so it is composed again afterwards.
const asWritten = (value: string): string => value.trim().normalize('NFC');
const email = (value: string): string | undefined => {
  const address = asWritten(value).toLowerCase().normalize('NFC');
  return /^[^\s@]+@[^\s@]+$/.test(address) ? address : undefined;
};
const phone = (value: string, region?: string): string | undefined => {
  const parsed = parsePhoneNumberFromString(asWritten(value), region as CountryCode | undefined);
  return parsed?.isPossible() ? parsed.number : undefined;
};
const card = (value: string): string => asWritten(value).replace(/[\s-]/g, '').toUpperCase().normalize('NFC');

/**
 * The form of an identifier under which it is recognised again, or undefined when it names nobody. Frozen per type: a
 * change would split people, so golden samples hold each rule (a number with a country code never needs `region`).
 */
export const normaliseIdentifier = ({ type, value }: Identifier, region?: string): string | undefined => {
  if (!isIdentifierType(type) || value.length > maxLength || unstorable.test(value)) return undefined;
  // Before the type's own rule too: with a region, "0000000000" is a possible telephone number.
  if (placeholders.test(asWritten(value))) return undefined;
  const normalised =
    type === 'email'
      ? email(value)
      : type === 'phone'
        ? phone(value, region)
        : type === 'loyalty_card'
          ? card(value)
          : asWritten(value);
  return normalised === undefined || placeholders.test(normalised) ? undefined : normalised;
};

/** What is hashed (with the pepper) into a source identity. Frozen. */
export const identityMessage = (type: string, normalised: string): string => `${type}|${normalised}`;
