import { describeWithKafka } from '@touchstone/testing';
import { randomOf } from './load/random';
import { killOf } from './torture/kills';
import { lineOf, wentWell } from './torture/report';
import { playRound } from './torture/round';
import { openWorld, type World } from './torture/world';

// The short form of npm run torture.
describeWithKafka('every app as a process of its own, over Kafka, under load', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ twice: false });
    await world.services.run('repository-2', 'customer-repository');
  }, 240_000);
  afterAll(() => world.close(), 30_000);

  it.each(['repository', 'postgres', 'projections', 'broker', 'gateway'])(
    'loses nothing, doubles nothing and turns nothing round when %s is killed with something in its hands',
    async (victim) => {
      const round = await playRound(world, killOf(victim), { name: victim, random: randomOf(7) });
      expect({ line: lineOf(round), counted: round.caused !== undefined, well: wentWell(round) }).toMatchObject({
        ...{ counted: true, well: true },
      });
    },
    120_000,
  );
});
