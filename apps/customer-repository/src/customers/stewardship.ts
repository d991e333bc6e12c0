import { cannotLinkLifted, encodeParticipant, mergeInstructed, splitInstructed } from '@touchstone/contracts';
import type { PlainEvent, ResolutionRules } from '@touchstone/contracts';
import type { Customer, Member } from './customers.tables';

/** Why a wish cannot be an instruction. `rule` is what the answer names. */
export class InstructionRefused extends Error {
  constructor(
    readonly rule: string,
    message: string,
  ) {
    super(message);
    this.name = 'InstructionRefused';
  }
}

export interface Wish {
  /** Of the instruction; derived from the caller's Idempotency-Key where there is one. */
  readonly id: string;
  readonly by: string;
  readonly reason: string;
  /** ISO 8601. */
  readonly now: string;
}
export interface Sides {
  readonly left: readonly Member[];
  readonly right: readonly Member[];
}

const instruction = (
  definition: typeof mergeInstructed | typeof splitInstructed | typeof cannotLinkLifted,
  { left, right }: Sides,
  { id, by, reason, now }: Wish,
): PlainEvent => {
  const { type, schemaVersion } = definition;
  const participants = [
    ...left.map((member) => encodeParticipant({ role: 'left', ...member })),
    ...right.map((member) => encodeParticipant({ role: 'right', ...member })),
  ];
  const data = { left: left.map(({ identity }) => identity), right: right.map(({ identity }) => identity), by, reason };
  return { id, type, schemaVersion, data, metadata: { source: 'customer-repository', time: now, participants } };
};

/** All identities of both customers: whatever kept them apart is lifted by it, because the later word wins. */
export const merge = (one: Customer, other: Customer, rules: ResolutionRules, wish: Wish): PlainEvent => {
  if (one.id === other.id) throw new InstructionRefused('same-customer', 'Both sides are one customer already.');
  const size = one.members.length + other.members.length;
  if (size > rules.maxIdentities)
    throw new InstructionRefused(
      'max-identities',
      `Together they have ${size} identities; a customer may have ${rules.maxIdentities}.`,
    );
  if ([...one.members, ...other.members].some(({ identity }) => rules.blocked.includes(identity)))
    throw new InstructionRefused('blocked', 'One side has an identity that the rules block from linking.');
  return instruction(mergeInstructed, { left: one.members, right: other.members }, wish);
};

/** The named identities on one side, the rest of the customer on the other. */
export const split = ({ members }: Customer, named: ReadonlySet<string>, wish: Wish): PlainEvent => {
  const left = members.filter(({ identity }) => named.has(identity));
  const right = members.filter(({ identity }) => !named.has(identity));
  if (left.length < named.size)
    throw new InstructionRefused(
      'not-of-this-customer',
      'An identifier of the request does not belong to this customer.',
    );
  if (right.length === 0)
    throw new InstructionRefused(
      'nothing-left',
      'A split needs identities on both sides: the request names all of them.',
    );
  return instruction(splitInstructed, { left, right }, wish);
};

/** Evidence may link the two sides again. */
export const lift = ({ left, right }: Sides, wish: Wish): PlainEvent =>
  instruction(cannotLinkLifted, { left, right }, wish);
