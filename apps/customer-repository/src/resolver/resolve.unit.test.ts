import { customerIdOf, type ResolutionRules } from '@touchstone/contracts';
import * as fc from 'fast-check';
import { earliestPerPair, evidenceOf } from './evidence';
import type { Instruction } from './instructions';
import { naive } from './naive.test-data';
import { oldestOf, resolve, type Answer } from './resolve';
import { people, reordered, script, tightRules, type Step } from './scripts.test-data';
import { countPartners } from './sharing';

const typed = (identity: string) => ({ type: people.get(identity) ?? ('user_id' as const), identity });

const questionOf = (steps: readonly Step[], rules: ResolutionRules = tightRules) => {
  const first = new Map<string, string>();
  const statements = steps.flatMap((step, index) => {
    const named = step.kind === 'touchpoint' ? step.subjects : [...step.left, ...step.right];
    for (const identity of named) if (!first.has(identity)) first.set(identity, index.toString().padStart(6, '0'));
    if (step.kind !== 'touchpoint') return [];
    const participants = step.subjects.map((identity) => `subject:${typed(identity).type}:${identity}`);
    return evidenceOf({ id: step.id, metadata: { source: 's', time: step.time, participants } });
  });
  const instructions = steps.flatMap((step): Instruction[] =>
    step.kind === 'touchpoint'
      ? []
      : [{ ...step, kind: step.kind, left: new Set(step.left), right: new Set(step.right) }],
  );
  const evidence = [...earliestPerPair(statements).values()];
  const identities = new Map([...first].map(([identity, at]) => [identity, { type: typed(identity).type, first: at }]));
  return { identities, evidence, instructions, rules, partners: countPartners(evidence) };
};

const customersOf = ({ customers }: Pick<Answer, 'customers'>): string[] => {
  const members = new Map<string, string[]>();
  for (const [identity, customer] of customers) members.set(customer, [...(members.get(customer) ?? []), identity]);
  return [...members.values()].map((group) => group.sort().join(' ')).sort();
};

const pairsOf = (answer: Answer, evidence: ReturnType<typeof questionOf>['evidence']): Record<string, string> =>
  Object.fromEntries(
    evidence.map(({ left, right }) => {
      const { state, rule = 'linked' } = answer.pairs.get(`${left}|${right}`) ?? { state: 'missing' };
      return [`${left}|${right}`, `${state}/${rule}`];
    }),
  );

const outcome = (steps: readonly Step[]) => {
  const question = questionOf(steps);
  const answer = resolve(question);
  return { question, answer, customers: customersOf(answer), pairs: pairsOf(answer, question.evidence) };
};

const runs = { numRuns: 1000, seed: 20261122 };
const keys = fc.array(fc.nat({ max: 999 }), { minLength: 24, maxLength: 24 });

describe('the resolver, against 1 000 random scripts', () => {
  it('finds the customers that the naive definition finds, and explains each pair alike', () => {
    let broken = 0;
    let shared = 0;
    fc.assert(
      fc.property(script, (steps) => {
        const { answer, customers, pairs, question } = outcome(steps);
        const expected = naive(steps, people, tightRules);
        const rules = [...answer.pairs.values()].filter(({ state }) => state === 'quarantined');
        if (rules.some(({ rule }) => rule === 'cannot-link' || rule?.includes('limit') || rule === 'max-identities'))
          broken += 1;
        if ([...answer.pairs.values()].some(({ rule }) => rule === 'max-partners')) shared += 1;
        expect(customers).toEqual(expected.customers);
        for (const [pair, text] of Object.entries(expected.pairs)) {
          const rule = text.replace(/^together /, '');
          const state = rule === 'linked' ? 'linked' : /blocked|max-partners/.test(rule) ? 'shared' : 'quarantined';
          const mustBe = text.startsWith('together') ? [`${state}/${rule}`, 'linked/linked'] : [`${state}/${rule}`];
          expect(mustBe).toContain(pairs[pair]);
        }
        for (const members of customers.map((text) => text.split(' '))) {
          const id = answer.customers.get(members[0] as string);
          expect(id).toBe(customerIdOf(oldestOf(members, question.identities)));
        }
      }),
      runs,
    );
    expect(broken).toBeGreaterThanOrEqual(300);
    expect(shared).toBeGreaterThanOrEqual(50);
  });

  it('does not depend on the order in which touchpoints arrive', () => {
    let moved = 0;
    fc.assert(
      fc.property(script, keys, (steps, order) => {
        const other = reordered(steps, order);
        if (other.some((step, index) => step !== steps[index])) moved += 1;
        const [one, two] = [outcome(steps), outcome(other)];
        expect(two.customers).toEqual(one.customers);
        expect(two.pairs).toEqual(one.pairs);
      }),
      runs,
    );
    expect(moved).toBeGreaterThan(900);
  });

  it('leaves after a merge and its unmerge exactly what the cannot-link alone leaves', () => {
    let mattered = 0;
    fc.assert(
      fc.property(script, fc.nat(), fc.nat(), (steps, choice, at) => {
        const [a, b] = [...customersOf(resolve(questionOf(steps)))]
          .map((text) => text.split(' '))
          .slice(choice % 2) as string[][];
        if (!a || !b) return;
        const sides = { left: a, right: b };
        const [merge, split]: Step[] = [
          { kind: 'merge', id: '00000000-0000-4000-9000-000000000001', ...sides },
          { kind: 'split', id: '00000000-0000-4000-9000-000000000002', ...sides },
        ];
        const cut = at % (steps.length + 1);
        const [before, after] = [steps.slice(0, cut), steps.slice(cut)];
        const both = outcome([...before, merge as Step, split as Step, ...after]);
        const alone = outcome([...before, split as Step, ...after]);
        if (outcome([...before, merge as Step, ...after]).customers.join() !== alone.customers.join()) mattered += 1;
        expect(both.customers).toEqual(alone.customers);
        expect(both.answer.customers).toEqual(alone.answer.customers);
        expect(both.answer.pairs).toEqual(alone.answer.pairs);
      }),
      runs,
    );
    expect(mattered).toBeGreaterThan(100);
  });
});
