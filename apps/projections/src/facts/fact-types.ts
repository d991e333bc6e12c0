import { catalogue } from '@touchstone/contracts';

/** Types of the events in which customers take part: touchpoints, and what the departments tell. */
export const factTypes: readonly string[] = catalogue
  .filter(({ participants }) => participants.includes('subject'))
  .map(({ type }) => type);
