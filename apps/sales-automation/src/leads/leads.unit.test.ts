import { leadAssigned, leadCaptured, leadDisqualified, leadQualified, type LeadEvent } from '@touchstone/contracts';
import { given } from '../given.test-data';
import { assignLead } from './assign-lead';
import { captureLead, type CaptureLead } from './capture-lead';
import { disqualifyLead } from './disqualify-lead';
import { leads, type Lead } from './lead';
import { qualifyLead } from './qualify-lead';

const leadId = '00000000-0000-5000-8000-000000000001';
const contactId = '00000000-0000-5000-8000-000000000002';
const accountId = '00000000-0000-5000-8000-000000000003';
const clock = { now: '2026-03-01T08:00:00.000Z', by: 'ana' };
const person = { name: 'Ada', email: 'Ada@Example.org' };
const identifiers = [
  { type: 'email', value: 'ada@example.org' },
  { type: 'external.lead', value: leadId },
];
const captured = leadCaptured({ leadId, channel: 'phone', identifiers, traits: person, by: 'ana' });
const assigned = leadAssigned({ leadId, owner: 'ana', by: 'ana' });
const disqualified = leadDisqualified({ leadId, reason: 'no-budget', by: 'ana' });
const qualified = leadQualified({ leadId, contactId, accountId, by: 'ana' });
const wish: CaptureLead = { leadId, channel: 'phone', person, ...clock };
const after = given<Lead, LeadEvent>(leads);

describe('capturing a lead', () => {
  it('writes the person down with identifiers in their normalised form', () =>
    after([])
      .when((state) => captureLead(wish, state))
      .then([captured]));
  it('makes it the lead of the rep who captures it', () =>
    after([])
      .when((state) => captureLead({ ...wish, rep: 'ana' }, state))
      .then([captured, assigned]));
  it('makes it the lead of whom the command names', () =>
    after([])
      .when((state) => captureLead({ ...wish, rep: 'ana', owner: 'ben' }, state))
      .then([captured, leadAssigned({ leadId, owner: 'ben', by: 'ana' })]));
  it('stays quiet when it was captured already', () =>
    after([captured])
      .when((state) => captureLead(wish, state))
      .thenNothing());
  it('reads telephone numbers in the country of the deployment', () =>
    after([])
      .when((state) => captureLead({ ...wish, person: { phone: '020 7946 0018' }, region: 'GB' }, state))
      .thenSome((events) =>
        expect(events[0]).toMatchObject({ data: { identifiers: [{ value: '+442079460018' }, { value: leadId }] } }),
      ));
  it.each([
    ['nobody', {}, 'person-needed', '/person'],
    ['an e-mail that is none', { email: 'ada' }, 'unusable-identifier', '/person/email'],
    ['a number that is none', { name: 'Ada', phone: '12' }, 'unusable-identifier', '/person/phone'],
  ])('refuses %s', (_, of, rule, field) =>
    after([])
      .when((state) => captureLead({ ...wish, person: of }, state))
      .thenRefused(rule, field),
  );
});

describe('an open lead', () => {
  it('is assigned', () =>
    after([captured])
      .when((state) => assignLead({ ...clock, owner: 'ana' }, state))
      .then([assigned]));
  it('stays quiet when it is that person already', () =>
    after([captured, assigned])
      .when((state) => assignLead({ ...clock, owner: 'ana' }, state))
      .thenNothing());
  it('is qualified', () =>
    after([captured])
      .when((state) => qualifyLead({ ...clock, contactId, accountId }, state))
      .then([qualified]));
  it('stays quiet when it was qualified as the same', () =>
    after([captured, qualified])
      .when((state) => qualifyLead({ ...clock, contactId, accountId }, state))
      .thenNothing());
  it('is disqualified with a reason', () =>
    after([captured])
      .when((state) => disqualifyLead({ ...clock, reason: 'no-budget' }, state))
      .then([disqualified]));
});

describe('a closed lead', () => {
  it('still gets another owner: the past goes to whoever takes the customer over', () =>
    after([captured, qualified])
      .when((state) => assignLead({ ...clock, owner: 'ben' }, state))
      .then([leadAssigned({ leadId, owner: 'ben', by: 'ana' })]));
  it.each([
    ['qualified', () => after([captured, disqualified]).when((state) => qualifyLead({ ...clock, contactId }, state))],
    [
      'disqualified',
      () => after([captured, qualified]).when((state) => disqualifyLead({ ...clock, reason: 'x' }, state)),
    ],
    [
      'qualified as somebody else',
      () => after([captured, qualified]).when((state) => qualifyLead({ ...clock, contactId: accountId }, state)),
    ],
  ])('cannot be %s', (_, when) => when().thenRefused('lead-closed', '/status'));
});

it('is about the contact and the account once it is qualified, and before about what it was captured with', () => {
  const state = [captured, qualified].reduce(leads.evolve, leads.initial);
  expect(leads.concerned([captured].reduce(leads.evolve, leads.initial))).toEqual(
    identifiers.map((identifier) => ({ role: 'subject', ...identifier })),
  );
  expect(leads.concerned(state)).toEqual([
    ...identifiers.map((identifier) => ({ role: 'subject', ...identifier })),
    { role: 'subject', type: 'contact', value: contactId },
    { role: 'organisation', type: 'account', value: accountId },
  ]);
});

it('keeps its own identity when everything else was erased', () => {
  const { identifiers: _, traits: __, ...clear } = captured.data;
  const state = leads.evolve(leads.initial, { ...captured, data: clear } as unknown as LeadEvent);
  expect(leads.concerned(state)).toEqual([{ role: 'subject', type: 'external.lead', value: leadId }]);
});
