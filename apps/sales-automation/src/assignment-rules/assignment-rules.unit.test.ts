import { assignmentRulesSet, type AssignmentRule } from '@touchstone/contracts';
import { given } from '../given.test-data';
import { assignmentRules, setAssignmentRules, type AssignmentRules } from './assignment-rules';
import { fittingRule } from './fitting-rule';

const circumstances = { now: '2026-03-10T09:00:00.000Z', by: 'cleo' };
const rule = (code: string, more: object = {}): AssignmentRule => ({ code, owners: ['ana', 'ben'], ...more });
const [phone, rest] = [rule('phone', { channel: 'phone' }), rule('rest', { owners: ['cleo'] })];
const set = (...rules: AssignmentRule[]) => assignmentRulesSet({ rules, by: 'cleo' });
const wish =
  (...rules: AssignmentRule[]) =>
  (state: AssignmentRules) =>
    setAssignmentRules({ ...circumstances, rules }, state);
const when = given(assignmentRules);

describe('the assignment rules', () => {
  it('are set, and set again only when they differ, be it in their order', () => {
    when([])
      .when(wish(phone, rest))
      .then([set(phone, rest)]);
    when([set(phone, rest)])
      .when(wish(phone, rest))
      .thenNothing();
    when([set(phone, rest)])
      .when(wish(rest, phone))
      .then([set(rest, phone)]);
    when([set(phone)])
      .when(wish())
      .then([set()]);
    when([]).when(wish()).thenNothing();
  });
  it('have one code each', () =>
    when([])
      .when(wish(phone, rest, rule('phone')))
      .thenRefused('same-code', '/rules/2/code'));
});

describe('a lead', () => {
  const lead = (n: number, channel = 'phone') => ({ leadId: `0000000${n}-0000-7000-8000-000000000000`, channel });
  it('is assigned by the first rule that fits, to each owner in turn and to the same one again', () => {
    const rules = [rule('norway', { country: 'NO', owners: ['dora'] }), phone, rest];
    expect(fittingRule(rules, lead(0))).toEqual({ owner: 'ana', rule: 'phone' });
    expect(fittingRule(rules, lead(1))).toEqual({ owner: 'ben', rule: 'phone' });
    expect(fittingRule(rules, lead(1))).toEqual({ owner: 'ben', rule: 'phone' });
    expect(fittingRule(rules, lead(1, 'email'))).toEqual({ owner: 'cleo', rule: 'rest' });
    expect(fittingRule(rules, { ...lead(1), country: 'NO' })).toEqual({ owner: 'dora', rule: 'norway' });
    expect(fittingRule([phone], lead(1, 'email'))).toBeUndefined();
  });
});
