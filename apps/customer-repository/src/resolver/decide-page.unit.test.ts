import { customerIdOf, firstRules, type ResolutionRules } from '@touchstone/contracts';
import * as fc from 'fast-check';
import { decidePage } from './decide-page';
import { earliestPerPair, evidenceOf, pairKey, type Evidence } from './evidence';
import type { Decision, KnownIdentity, News } from './known';
import { loadClosure, type StoredInstruction } from './load-closure';
import { RememberedRows } from './remembered.test-data';
import { resolve } from './resolve';
import { people, script, tightRules, type Step } from './scripts.test-data';
import { countPartners } from './sharing';

const typeOf = (identity: string) => people.get(identity) ?? ('user_id' as const);
const place = (index: number) => index.toString().padStart(6, '0');
const causeOf = (step: Step) => ({ event: step.id, recordedAt: '2026-01-01T00:00:00.000Z' });

const statementsOf = (step: Step): Evidence[] =>
  step.kind === 'touchpoint'
    ? evidenceOf({
        id: step.id,
        metadata: {
          source: 's',
          time: step.time,
          participants: step.subjects.map((one) => `subject:${typeOf(one)}:${one}`),
        },
      })
    : [];
const instructionOf = (step: Step, index: number): StoredInstruction[] =>
  step.kind === 'touchpoint'
    ? []
    : [{ id: step.id, kind: step.kind, left: new Set(step.left), right: new Set(step.right), position: place(index) }];
/** The resolver cares only about events with two subjects and about instructions. */
const matters = (step: Step) => step.kind !== 'touchpoint' || step.subjects.length > 1;

/** What the log says after the decisions: the latest `joined` of each identity, and the aliases. */
class Log {
  readonly customers = new Map<string, string>();
  readonly aliases = new Map<string, Set<string>>();
  readonly pairs = new Map<string, string>();
  apply(decisions: readonly Decision[]): void {
    for (const { customer, joined, aliasesAdded, aliasesRemoved, pairs } of decisions) {
      for (const { identity, from } of joined) {
        expect(this.customers.get(identity) ?? customerIdOf(identity)).toBe(from);
        this.customers.set(identity, customer);
      }
      const own = this.aliases.get(customer) ?? new Set();
      for (const alias of aliasesRemoved) expect(own.delete(alias)).toBe(true);
      for (const alias of aliasesAdded) own.add(alias);
      this.aliases.set(customer, own);
      for (const { left, right, state, rule, evidence } of pairs)
        this.pairs.set(`${left}|${right}`, `${state} ${rule} ${evidence}`);
    }
  }
}

const play = async (steps: readonly Step[], pageOf: (index: number) => number, rules: ResolutionRules) => {
  const rows = new RememberedRows();
  const log = new Log();
  const seen = new Map<string, string>();
  const pages = new Map<number, number[]>();
  steps.forEach((step, index) => {
    const named = step.kind === 'touchpoint' ? step.subjects : [...step.left, ...step.right];
    for (const one of named) if (!seen.has(one)) seen.set(one, place(index));
    pages.set(pageOf(index), [...(pages.get(pageOf(index)) ?? []), index]);
  });
  for (const page of [...pages.values()]) {
    const mattering = page.filter((index) => matters(steps[index] as Step));
    const statements = mattering.flatMap((index) =>
      statementsOf(steps[index] as Step).map((one) => ({ ...one, cause: causeOf(steps[index] as Step) })),
    );
    const orders = mattering.flatMap((index) =>
      instructionOf(steps[index] as Step, index).map((one) => ({ ...one, cause: causeOf(steps[index] as Step) })),
    );
    const named = [
      ...statements.flatMap(({ left, right }) => [left, right]),
      ...orders.flatMap(({ left, right }) => [...left, ...right]),
    ];
    const identities = new Map(
      named
        .filter((one) => !rows.known.has(one))
        .map((one) => [one, { type: typeOf(one), first: seen.get(one) as string }]),
    );
    const news: News = { statements, instructions: orders, identities };
    const closure = await loadClosure(
      rows,
      named,
      [rules],
      orders.flatMap(({ left, right }) => [...left, ...right]),
    );
    const stated = new Map([...closure.pairs]);
    for (const { left, right } of statements) {
      const known = rows.pairs.get(pairKey({ left, right }));
      if (known) stated.set(pairKey(known), known);
    }
    const verdict = decidePage({ ...closure, pairs: stated }, news, rules);
    log.apply(verdict.decisions);
    rows.keep(verdict, orders);
  }
  return { rows, log };
};

const atOnce = (steps: readonly Step[], rules: ResolutionRules, known: ReadonlyMap<string, KnownIdentity>) => {
  const evidence = [...earliestPerPair(steps.flatMap(statementsOf)).values()];
  const instructions = steps.flatMap(instructionOf);
  return resolve({ identities: known, evidence, instructions, rules, partners: countPartners(evidence) });
};

describe('the resolver over its rows', () => {
  it('decides step by step, and page by page, what it would decide at once', async () => {
    await fc.assert(
      fc.asyncProperty(script, fc.integer({ min: 1, max: 6 }), async (steps, size) => {
        const { rows, log } = await play(steps, (index) => Math.floor(index / size), tightRules);
        const answer = atOnce(steps, tightRules, rows.known);
        for (const [identity, { customer, partners }] of rows.known) {
          expect(customer).toBe(answer.customers.get(identity));
          expect(log.customers.get(identity) ?? customerIdOf(identity)).toBe(customer);
          expect(partners).toBe(
            countPartners(earliestPerPair(steps.flatMap(statementsOf)).values()).get(identity) ?? 0,
          );
        }
        for (const { left, right, state, rule, evidence } of answer.pairs.values())
          expect(log.pairs.get(`${left}|${right}`)).toBe(`${state} ${rule} ${evidence}`);
        for (const [pair, told] of log.pairs) if (!answer.pairs.has(pair)) expect(told).toMatch(/^withdrawn/);
        for (const customer of new Set(answer.customers.values())) {
          const own = [...rows.known.values()]
            .filter((one) => one.customer === customer)
            .map(({ identity }) => customerIdOf(identity));
          const aliases = own.filter((id) => id !== customer).sort();
          expect([...(log.aliases.get(customer) ?? [])].filter((id) => own.includes(id)).sort()).toEqual(aliases);
        }
      }),
      { numRuns: 1000, seed: 4 },
    );
  });

  it('says nothing when a page brings nothing new', async () => {
    const steps: Step[] = [...people.keys()].slice(0, 3).map((one, index, all) => ({
      kind: 'touchpoint',
      id: `00000000-0000-4000-8000-00000000000${index}`,
      time: '2026-01-01T00:00:00.000Z',
      subjects: [one, all[(index + 1) % 3] as string],
    }));
    const { rows } = await play(steps, (index) => index, firstRules);
    const statements = statementsOf(steps[0] as Step).map((one) => ({ ...one, cause: causeOf(steps[0] as Step) }));
    const closure = await loadClosure(
      rows,
      statements.flatMap(({ left, right }) => [left, right]),
      [firstRules],
    );
    const verdict = decidePage(closure, { statements, instructions: [], identities: new Map() }, firstRules);
    expect(verdict).toMatchObject({ decisions: [], identities: [], pairs: [] });
  });

  it('comes out alike when the rules change later', async () => {
    const loose: ResolutionRules = {
      ...tightRules,
      version: 2,
      maxPartners: 9,
      maxIdentities: 50,
      limits: {},
      blocked: [],
    };
    let different = 0;
    await fc.assert(
      fc.asyncProperty(script, fc.boolean(), async (steps, loosen) => {
        const [before, after] = loosen ? [tightRules, loose] : [loose, tightRules];
        const { rows, log } = await play(steps, (index) => index, before);
        const cause = { event: '00000000-0000-4000-9000-000000000009', recordedAt: '2026-01-02T00:00:00.000Z' };
        const labels = [...new Set([...rows.known.values()].map(({ label }) => label))].sort();
        for (const label of labels) {
          const seeds = [...rows.known.values()].filter((one) => one.label === label).map(({ identity }) => identity);
          const closure = await loadClosure(rows, seeds, [before, after]);
          const verdict = decidePage(
            closure,
            { statements: [], instructions: [], identities: new Map(), everything: cause },
            after,
          );
          if (verdict.decisions.length > 0) different += 1;
          log.apply(verdict.decisions);
          rows.keep(verdict, []);
        }
        const answer = atOnce(steps, after, rows.known);
        for (const [identity, { customer }] of rows.known) expect(customer).toBe(answer.customers.get(identity));
        for (const { left, right, state, rule } of answer.pairs.values())
          expect(log.pairs.get(`${left}|${right}`)).toContain(`${state} ${rule}`);
      }),
      { numRuns: 300, seed: 5 },
    );
    expect(different).toBeGreaterThan(200);
  });
});
