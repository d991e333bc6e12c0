import { z } from 'zod';
import { personal } from '../events/define-event';

const identifier = z.object({ type: z.string(), value: z.string() });
const text = z.string().max(500).optional();

/** What sales knows of a person. The names are those of Segment's traits, so that every department tells the same profile. */
export const personTraits = z.object({
  name: text,
  email: text,
  phone: text,
  company: text,
  title: text.describe('Position at the company.'),
  address: text,
});
export type PersonTraits = z.output<typeof personTraits>;

/** What sales knows of an organisation. */
export const organisationTraits = z.object({
  name: text,
  email: text,
  phone: text,
  website: text,
  industry: text,
  address: text,
});
export type OrganisationTraits = z.output<typeof organisationTraits>;

/** Fields of a fact that tells about a person: its subject. */
export const person = {
  identifiers: personal(z.array(identifier)).describe('Whom it is about: every identifier in its normalised form.'),
  traits: personal(personTraits).describe('What is known of the person.'),
};
/** Fields of a fact that tells about an organisation: its subject. */
export const organisation = {
  identifiers: personal(z.array(identifier)).describe('Which it is: every identifier in its normalised form.'),
  traits: personal(organisationTraits).describe('What is known of the organisation.'),
};

/** Identifier type of a lead before it is known to be a contact. */
export const leadIdentifier = 'external.lead';
/** Free text of a sales person about a customer. */
export const note = personal(z.string().max(4000).optional()).describe('Free text.');
