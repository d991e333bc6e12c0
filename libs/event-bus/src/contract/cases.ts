import { randomBytes } from 'node:crypto';
import type { EventBus } from '../port';
import type { BusWorld, OpenWorld } from './bus-world';
import { waitUntil } from './wait-until';

/** What a case works on: the bus as two processes see it, and a group of its own. */
export interface Stage {
  readonly world: BusWorld;
  readonly bus: EventBus;
  readonly other: EventBus;
  readonly topic: string;
  readonly group: string;
  /** Waits until the group has handled everything. */
  level(group?: string): Promise<unknown>;
}

export type Cases = Readonly<Record<string, (stage: Stage) => Promise<void>>>;

/** One world for all cases, one group for each. */
export const runCases = (cases: Cases, open: OpenWorld): void => {
  const opened: { world?: BusWorld; bus?: EventBus; other?: EventBus } = {};
  beforeAll(async () => {
    const world = await open();
    const [bus, other] = await Promise.all([world.open(), world.open()]);
    Object.assign(opened, { world, bus, other });
  }); // the first that asks waits until a broker has started
  afterAll(() => opened.world?.close());

  const groups = `group-${randomBytes(4).toString('hex')}`;
  it.each(Object.entries(cases).map(([name, run], at) => [name, run, `${groups}-${at}`] as const))(
    '%s',
    async (_, run, group) => {
      const { world, bus, other } = opened as Required<typeof opened>;
      const level = (of = group) =>
        waitUntil(
          'the group is level',
          () => bus.lag(of),
          (lags) => lags.length > 0 && lags.every(({ head, next }) => head === next),
        );
      await run({ world, bus, other, topic: world.topics[0], group, level });
    },
  );
};
