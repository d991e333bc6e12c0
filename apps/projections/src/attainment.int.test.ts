import {
  opportunityAssigned,
  opportunityReopened,
  opportunityWon,
  quotaRevised,
  quotaSet,
  quotaWithdrawn,
  teamFormed,
  teamJoined,
  teamLeft,
} from '@touchstone/contracts';
import { attainmentReads, quotaAttainment, salesForecast, salesTeams, teamReads } from '@touchstone/read-models';
import { eventually, testDatabase } from '@touchstone/testing';
import { at, by, money, placeAt } from './sales-deals.test-data';
import { followedDeals, type FollowedDeals } from './testing/followed-deals';

let followed: FollowedDeals;
beforeAll(async () => (followed = await followedDeals(await testDatabase(), await testDatabase(), eventually)));
afterAll(() => followed.close());

const attainment = attainmentReads(quotaAttainment.schema, salesForecast.schema);

describe('the attainment of a past quarter', () => {
  const question = { asOf: at(400), knownBy: at(400), from: '2025-01-01', until: '2025-04-01', rep: 'dan' };
  const ask = async () => (await attainment.rows(followed.pool, question, undefined, 9))[0];
  const quotaId = crypto.randomUUID();
  const [first, second] = [crypto.randomUUID(), crypto.randomUUID()];
  const won = (opportunityId: string, cents: number, day: number) =>
    followed.append(
      `opportunity-${opportunityId}`,
      opportunityWon({ opportunityId, amount: money(cents), reason: 'service', by, wonAt: at(day) }),
      day,
    );
  const given = (opportunityId: string) =>
    followed.append(
      `opportunity-${opportunityId}`,
      opportunityAssigned({ opportunityId, owner: 'dan', by, assignedAt: at(1) }),
      1,
    );

  it('is what was won in it', async () => {
    const quota = {
      quotaId,
      holder: { kind: 'rep' as const, id: 'dan' },
      from: '2025-01-01',
      until: '2025-04-01',
      amount: money(100_000),
    };
    await followed.append(`quota-${quotaId}`, quotaSet({ ...quota, by, setAt: at(0) }), 0);
    await given(first);
    await won(first, 40_000, 30);
    await followed.withRows(async () => expect(await ask()).toMatchObject({ won: '400', attainment: '0.4', late: 1 }));
  });

  it('does not move when the deal is reopened later: that counts back in the later one', async () => {
    const place = { ...placeAt(0), expectedClose: '2025-12-31' };
    const reopened = opportunityReopened({ opportunityId: first, ...place, by, reopenedAt: at(120) });
    await followed.append(`opportunity-${first}`, reopened, 120);
    await followed.withRows(async () => expect(await ask()).toMatchObject({ won: '400', attainment: '0.4' }));
  });

  it('moves by a win that is heard of late, and says so', async () => {
    await given(second);
    await won(second, 10_000, 80);
    await followed.withRows(async () =>
      expect(await ask()).toMatchObject({ won: '500', attainment: '0.5', late: 2, lateAmount: '500' }),
    );
  });
});

describe('a quota that changed', () => {
  it('is at any moment what was known of it then, and says what was said later', async () => {
    const quotaId = crypto.randomUUID();
    const holder = { kind: 'team' as const, id: 'north' };
    const quota = { quotaId, holder, from: '2025-01-01', until: '2025-04-01', amount: money(100_000), by };
    await followed.append(`quota-${quotaId}`, quotaSet({ ...quota, setAt: at(10) }), 10);
    await followed.append(
      `quota-${quotaId}`,
      quotaRevised({ quotaId, amount: money(200_000), by, revisedAt: at(50) }),
      50,
    );
    await followed.append(`quota-${quotaId}`, quotaWithdrawn({ quotaId, by, withdrawnAt: at(80) }), 80);
    await followed.withRows(async () => {
      const on = async (day: number) => {
        const question = { asOf: at(day), knownBy: at(day), from: '2025-01-01', until: '2025-04-01', team: 'north' };
        const rows = await attainment.rows(followed.pool, question, undefined, 9);
        const { count } = await attainment.late(followed.pool, question);
        return [rows.map(({ amount }) => amount), count];
      };
      expect(await on(9)).toEqual([[], 3]);
      expect(await on(10)).toEqual([['1000.00'], 2]);
      expect(await on(50)).toEqual([['2000.00'], 1]);
      expect(await on(80)).toEqual([[], 0]);
    });
  });
});

describe('the teams', () => {
  it('say who leads whom on a day, as their facts do', async () => {
    const [teamId, other] = [crypto.randomUUID(), crypto.randomUUID()];
    const tell = (id: string, data: unknown) => followed.append(`team-${id}`, data, 1);
    await tell(teamId, teamFormed({ teamId, code: 'north', by }));
    await tell(teamId, teamJoined({ teamId, person: 'cleo', leads: true, from: '2025-02-01', by }));
    await tell(teamId, teamJoined({ teamId, person: 'ana', leads: false, from: '2025-01-01', by }));
    await tell(teamId, teamLeft({ teamId, person: 'ana', until: '2025-03-31', by }));
    await tell(teamId, teamJoined({ teamId, person: 'ana', leads: false, from: '2025-06-01', by }));
    await tell(other, teamJoined({ teamId: other, person: 'ben', leads: false, from: '2025-01-01', by }));
    const { ledOn, teamsLedOn } = teamReads(salesTeams.schema);
    await followed.withRows(async () => {
      const led = (day: string) => ledOn(followed.pool, 'cleo', day);
      expect(await led('2025-01-31')).toEqual([]);
      expect(await led('2025-03-31')).toEqual(['ana', 'cleo']);
      expect(await led('2025-04-01')).toEqual(['cleo']);
      expect(await led('2025-06-01')).toEqual(['ana', 'cleo']);
      expect(await ledOn(followed.pool, 'ana', '2025-03-31')).toEqual([]);
      expect(await teamsLedOn(followed.pool, 'cleo', '2025-01-31')).toEqual([]);
      expect(await teamsLedOn(followed.pool, 'cleo', '2025-02-01')).toEqual(['north']);
      expect(await teamsLedOn(followed.pool, 'ana', '2025-02-01')).toEqual([]);
    });
  });
});
