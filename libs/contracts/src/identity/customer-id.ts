import { v5 } from 'uuid';

const customerNamespace = '0b3ed56d-5c2b-5b2f-9a36-2f1f8a6c4d10';

/** A customer's id derives from the source identity that was recorded first. Frozen. */
export const customerIdOf = (identity: string): string => v5(identity, customerNamespace);
