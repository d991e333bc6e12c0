import { teamFormed, teamJoined, teamLeft } from '@touchstone/contracts';
import { given } from '../given.test-data';
import { formTeam, joinTeam, leaveTeam } from './change-team';
import { ledOn, membersOn, teamOwner, teams, type Team } from './team';

const teamId = '0190f3c4-0000-7000-8000-000000000911';
const circumstances = { now: '2026-03-10T09:00:00.000Z', by: 'key:admin' };
const by = 'key:admin';
const formed = teamFormed({ teamId, code: 'north', by });
const joined = teamJoined({ teamId, person: 'ana', leads: false, from: '2026-01-01', by });
const left = teamLeft({ teamId, person: 'ana', until: '2026-02-28', by });
const led = teamJoined({ teamId, person: 'cleo', leads: true, from: '2026-02-01', by });
const when = given(teams);

describe('a team', () => {
  it('is formed once', () => {
    const form = (state: Team) => formTeam({ ...circumstances, teamId, code: 'north' }, state);
    when([]).when(form).then([formed]);
    when([formed]).when(form).thenNothing();
  });
  it('is joined from a day on, once, and not before the last time ended', () => {
    const join =
      (from: string, leads = false) =>
      (state: Team) =>
        joinTeam({ ...circumstances, person: 'ana', leads, from }, state);
    when([formed]).when(join('2026-01-01')).then([joined]);
    when([formed, joined]).when(join('2026-01-01')).thenNothing();
    when([formed, joined]).when(join('2026-01-02')).thenRefused('already-member', '/from');
    when([formed, joined]).when(join('2026-01-01', true)).thenRefused('already-member', '/from');
    when([formed, joined, left]).when(join('2026-02-28')).thenRefused('already-member', '/from');
    when([formed, joined, left])
      .when(join('2026-03-01'))
      .then([teamJoined({ ...joined.data, from: '2026-03-01' })]);
  });
  it('is left on a day, once, by who belongs to it', () => {
    const leave = (until: string) => (state: Team) => leaveTeam({ ...circumstances, person: 'ana', until }, state);
    when([formed, joined]).when(leave('2026-02-28')).then([left]);
    when([formed, joined, left]).when(leave('2026-02-28')).thenNothing();
    when([formed, joined, left]).when(leave('2026-03-31')).thenRefused('no-member', '/person');
    when([formed]).when(leave('2026-02-28')).thenRefused('no-member', '/person');
    when([formed, joined]).when(leave('2025-12-31')).thenRefused('ends-before-it-began', '/until');
  });
  it('has its members of a day, the last one included, and its lead reaches them', () => {
    const team = [formed, joined, left, led].reduce(teams.evolve, teams.initial);
    const on = (day: string) => membersOn(team, day).map(({ person }) => person);
    expect(['2025-12-31', '2026-01-01', '2026-02-28', '2026-03-01'].map(on)).toEqual([
      [],
      ['ana'],
      ['ana', 'cleo'],
      ['cleo'],
    ]);
    expect(ledOn([team], 'cleo', '2026-02-01')).toEqual(['ana', 'cleo', teamOwner(formed.data.code)]);
    expect(ledOn([team], 'ana', '2026-02-01')).toEqual([]);
  });
});
