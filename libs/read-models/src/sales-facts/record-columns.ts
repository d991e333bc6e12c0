import { code } from '../table';

/** Columns of every row about a record: whom it is about, as identities, and whose record it is. Names are the profile's. */
export const aboutCustomer = {
  subject: { ...code, nullable: true },
  organisation: { ...code, nullable: true },
} as const;
export const aboutCustomerColumns = `
  -- Source identities of the customer, and of the organisation beside: identity_customer says whose they are.
  subject text COLLATE "C",
  organisation text COLLATE "C",`;
