import { reaches, reachOf } from '@touchstone/contracts';
import { includesRole, problem, type Caller } from '@touchstone/service-host';
import { anybody, type Owner } from './stream-kind';

/** Owners whose records somebody reaches by the teams that he leads today. */
export type LedBy = (person: string) => Promise<readonly string[]>;

/** Whether the caller may see, or change, a record of this owner. Throws a problem (403). */
export type Authorise = (owner: Owner) => void;

const refuse = (detail: string, rule: string) => problem(403, detail, { slug: rule, rule });

/** Looks up once what the caller reaches; below every controller, so that no route can forget it. */
export const authoriser = async (caller: Caller, wish: 'see' | 'change', ledBy: LedBy): Promise<Authorise> => {
  const needed = wish === 'change' ? (['rep'] as const) : (['rep', 'analyst'] as const);
  if (!needed.some((role) => includesRole(caller.role, role)))
    throw refuse(`The role ${caller.role} may not ${wish} records of sales.`, 'wrong-role');
  const led = caller.role === 'manager' && caller.person !== undefined ? await ledBy(caller.person) : [];
  const reach = reachOf(caller, led);
  return (owner) => {
    if (owner === anybody) return;
    const owners = typeof owner === 'object' ? owner : [owner];
    if (reach === 'everything' || owners.some((one) => reaches(reach, one))) return;
    throw refuse(
      owner === undefined
        ? 'Nobody owns this record yet: ask a manager to assign it.'
        : 'This record belongs to somebody else: ask its owner, or a manager of the team.',
      'not-yours',
    );
  };
};
