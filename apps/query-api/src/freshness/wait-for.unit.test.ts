import type { FreshnessToken, ProjectionMarks, RelayMarks, RepositoryMarks } from '@touchstone/contracts';
import type { Owners } from './owners';
import { waitFor } from './wait-for';

const atRest: RepositoryMarks = { inbox: { 'touchpoints/3': 10 }, resolver: '050', head: '050', parked: [] };
const level: ProjectionMarks = {
  slots: { profile: { 0: '050' }, timeline: { 0: '050' } },
  levelAt: '2026-01-01T00:00:00.000Z',
};

/** Answers one after the other, the last one again and again; notes who was asked. */
const road = (script: { repository?: RepositoryMarks[]; projections?: ProjectionMarks[]; relay?: RelayMarks[] }) => {
  const asked: string[] = [];
  const answering = <Marks>(name: string, answers: Marks[]) => {
    let at = 0;
    return () => {
      asked.push(name);
      const answer = answers[Math.min(at++, answers.length - 1)];
      return answer === undefined ? Promise.reject(new Error('down')) : Promise.resolve(answer);
    };
  };
  const owners: Owners = {
    repository: answering('repository', script.repository ?? [atRest]),
    projections: answering('projections', script.projections ?? [level]),
    relays: script.relay ? { sales: answering('relay', script.relay) } : {},
  };
  return { owners, asked };
};

const patience = () => {
  let time = 0;
  return {
    now: () => time,
    pause: async (ms: number) => void (time += ms),
    deadline: 1000,
    expired: new Promise<undefined>(() => undefined),
  };
};

const wait = (token: FreshnessToken, owners: Owners) => waitFor(token, ['profile'], owners, patience());
const published: FreshnessToken = { bus: { 'touchpoints/3': [8, 9] } };

describe('waiting for a write', () => {
  it('asks each owner once when the road is level', async () => {
    const { owners, asked } = road({});
    expect(await wait(published, owners)).toEqual({ status: 'fresh' });
    expect(asked).toEqual(['repository', 'projections']);
  });

  it('waits for the resolver up to the head at which the facts stood, and for the slots up to the head after that', async () => {
    const { owners, asked } = road({
      repository: [
        { ...atRest, inbox: { 'touchpoints/3': 9 }, head: '040', resolver: '040' },
        { ...atRest, head: '060', resolver: '050' },
        { ...atRest, head: '070', resolver: '060' },
      ],
      projections: [
        { ...level, slots: { profile: { 0: '070', 1: '060' } } },
        { ...level, slots: { profile: { 0: '070', 1: '070' } } },
      ],
    });
    expect(await wait(published, owners)).toEqual({ status: 'fresh' });
    expect(asked).toEqual(['repository', 'repository', 'repository', 'projections', 'projections']);
  });

  it.each([
    ['inbox', { repository: [{ ...atRest, inbox: {} }] }],
    ['resolver', { repository: [{ ...atRest, head: '060' }] }],
    ['projection', { projections: [{ ...level, slots: { timeline: { 0: '050' } } }] }],
    ['projection', { projections: [{ ...level, slots: { profile: {} } }] }],
    ['projection', { projections: [{ ...level, slots: { profile: { 0: '049' } } }] }],
  ])('names the stage %s that is late', async (stage, script) => {
    expect(await wait(published, road(script).owners)).toEqual({ status: 'late', stage, answers: true });
  });

  it('says so when an owner does not answer', async () => {
    const { owners } = road({});
    const silent = { ...owners, repository: () => Promise.reject(new Error('down')) };
    expect(await wait(published, silent)).toEqual({ status: 'late', stage: 'inbox', answers: false });
  });

  it('ends at the deadline when an owner hangs', async () => {
    const hanging: Owners = { ...road({}).owners, repository: () => new Promise(() => undefined) };
    const now = { now: () => 5, pause: async () => undefined, deadline: 1, expired: Promise.resolve(undefined) };
    expect(await waitFor(published, ['profile'], hanging, now)).toMatchObject({ status: 'late', stage: 'inbox' });
  });

  it('stops with the ids when an event of the token is parked', async () => {
    const { owners } = road({ repository: [{ ...atRest, parked: ['e1'] }] });
    expect(await wait(published, owners)).toEqual({ status: 'stopped', ids: ['e1'] });
  });

  it('goes from a position of the repository to the resolver', async () => {
    const { owners } = road({
      repository: [atRest, { ...atRest, resolver: '080', head: '090' }],
      projections: [
        level,
        { ...level, slots: { profile: { 0: '089' } } },
        { ...level, slots: { profile: { 0: '090' } } },
      ],
    });
    expect(await wait({ stores: { repository: '080' } }, owners)).toEqual({ status: 'fresh' });
  });

  it('goes from the store of a department through its relay to what that published', async () => {
    const { owners, asked } = road({
      relay: [
        { relay: '004', published: {} },
        { relay: '005', published: { 'department.sales/1': 7 } },
      ],
      repository: [atRest, { ...atRest, inbox: { 'department.sales/1': 7 } }],
    });
    expect(await wait({ stores: { sales: '005' } }, owners)).toEqual({ status: 'fresh' });
    expect(asked).toEqual(['relay', 'relay', 'repository', 'repository', 'projections']);
  });

  it('is late at the relay for a store that nobody relays', async () => {
    expect(await wait({ stores: { nobody: '1' } }, road({}).owners)).toEqual({
      status: 'late',
      stage: 'relay',
      answers: false,
    });
  });
});
