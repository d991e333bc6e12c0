import { describeWithKafka } from '@touchstone/testing';
import { randomOf } from './load/random';
import { killOf } from './torture/kills';
import { lineOf, wentWell } from './torture/report';
import { playRound } from './torture/round';
import { openWorld, type World } from './torture/world';

// The short form of npm run torture.
describeWithKafka('every app scaled, over Kafka, under load', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ replicas: 1 });
    await world.services.scale('customer-repository', 2);
  });
  afterAll(() => world.close());

  it.each(['customer-repository-1', 'postgres', 'projections-1', 'broker', 'touchpoint-gateway-1'])(
    'loses nothing, doubles nothing and turns nothing round when %s is killed with something in its hands',
    async (victim) => {
      // A kill that met nobody at work proves nothing: it is played again, as the long form does.
      for (let attempt = 1, counted = false; !counted; attempt++) {
        const round = await playRound(world, killOf(victim), {
          name: `${victim}${attempt}`,
          random: randomOf(attempt),
        });
        counted = round.caused !== undefined;
        expect({ line: lineOf(round), well: wentWell(round) }).toMatchObject({ well: true });
        expect(attempt).toBeLessThan(8);
      }
    },
    300_000,
  );
});
