import type { Inbound } from '@touchstone/event-bus';
import { lastAnswered } from '@touchstone/service-host';
import { Gauge, type Registry } from 'prom-client';

interface Waiting {
  readonly messages: number;
  readonly seconds: number;
}

/** Over all inbound topics, without labels per source: their number is not bounded. Nothing is told where there is no Kafka. */
export const inboundGauges = (registry: Registry, inbound: Pick<Inbound, 'lag'> | undefined): void => {
  let asked: Promise<Waiting | undefined> | undefined;
  const lagsNow = inbound && lastAnswered(() => inbound.lag());
  const ask = async (): Promise<Waiting | undefined> => {
    const found = await lagsNow?.();
    if (!found) return undefined;
    const { answer: lags, silentMs } = found;
    return {
      messages: lags.reduce((sum, { head, next }) => sum + head - next, 0),
      seconds: (Math.max(0, ...lags.map(({ ageMs }) => ageMs)) + silentMs) / 1000,
    };
  };
  // Gauges that are read at the same time share one question.
  const waiting = () => (asked ??= ask().finally(() => (asked = undefined)));
  const gauge = (name: string, help: string, of: keyof Waiting) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const found = await waiting();
        if (found) this.set(found[of]);
      },
    });
  gauge('touchstone_inbound_lag_messages', 'Records on inbound topics that are not taken in yet.', 'messages');
  gauge(
    'touchstone_inbound_lag_seconds',
    'Age of the oldest record on an inbound topic that is not taken in yet.',
    'seconds',
  );
};
