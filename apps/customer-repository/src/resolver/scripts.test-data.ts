import type { IdentifierType, ResolutionRules } from '@touchstone/contracts';
import * as fc from 'fast-check';

/** What a script does, in the words of the definition: shared by the property tests, by neither implementation. */
export interface Touchpoint {
  readonly kind: 'touchpoint';
  readonly id: string;
  readonly time: string;
  readonly subjects: readonly string[];
}
export interface Order {
  readonly kind: 'merge' | 'split' | 'lift';
  readonly id: string;
  readonly left: readonly string[];
  readonly right: readonly string[];
}
export type Step = Touchpoint | Order;

const kinds: IdentifierType[] = [
  'user_id',
  'user_id',
  'user_id',
  'email',
  'email',
  'email',
  'external.crm',
  'external.shop',
  'device_id',
  'device_id',
];
const hex = (index: number) => ((index * 2654435761) >>> 0).toString(16).padStart(8, '0').repeat(4);

export const people: ReadonlyMap<string, IdentifierType> = new Map(kinds.map((type, index) => [hex(index + 1), type]));
const everyone = [...people.keys()];
const uuid = (index: number) => `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;

export const tightRules: ResolutionRules = {
  version: 1,
  limits: { user_id: 1, email: 2, external: 2 },
  maxPartners: 3,
  maxIdentities: 6,
  blocked: [everyone[9] as string],
};

const touchpoint = fc.record({
  kind: fc.constant('touchpoint' as const),
  time: fc.integer({ min: 0, max: 5 }).map((hour) => `2026-01-01T0${hour}:00:00.000Z`),
  subjects: fc.uniqueArray(fc.constantFrom(...everyone), { minLength: 1, maxLength: 3 }),
});
const order = fc
  .record({
    kind: fc.constantFrom('merge' as const, 'merge' as const, 'split' as const, 'lift' as const),
    named: fc.uniqueArray(fc.constantFrom(...everyone), { minLength: 2, maxLength: 5 }),
    cut: fc.nat(),
  })
  .map(({ kind, named, cut }) => {
    const at = 1 + (cut % (named.length - 1));
    return { kind, left: named.slice(0, at), right: named.slice(at) };
  });

/** Ids are drawn apart from the order of steps, so that "earlier by id" is not "earlier by arrival". */
export const script = fc
  .array(fc.oneof({ weight: 3, arbitrary: touchpoint }, { weight: 1, arbitrary: order }), {
    minLength: 4,
    maxLength: 24,
  })
  .chain((steps) =>
    fc
      .shuffledSubarray(
        steps.map((_, index) => index),
        { minLength: steps.length },
      )
      .map((ids) => steps.map((step, index) => ({ ...step, id: uuid((ids[index] as number) + 1) }) as Step)),
  );

/** The same script with its touchpoints in another order; instructions keep theirs. */
export const reordered = (steps: readonly Step[], keys: readonly number[]): Step[] => {
  const slots = steps.map((step, index) => ({ step, key: keys[index % keys.length] as number, index }));
  const touchpoints = slots.filter(({ step }) => step.kind === 'touchpoint');
  const orders = steps.filter((step) => step.kind !== 'touchpoint');
  touchpoints.sort((a, b) => a.key - b.key || b.index - a.index);
  const result: Step[] = touchpoints.map(({ step }) => step);
  orders.forEach((step, index) => {
    const place = Math.floor(((keys[index % keys.length] as number) / 1000) * (result.length - index)) + index;
    result.splice(Math.max(place, index === 0 ? 0 : result.indexOf(orders[index - 1] as Step) + 1), 0, step);
  });
  return result;
};
