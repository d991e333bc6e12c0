import { answerOf } from './answers';
import { naiveFold, type Known } from './naive-fold';
import type { Told } from './story';

type Request = Parameters<typeof answerOf>[0];

export interface Difference {
  readonly identifier: string;
  readonly naive: Partial<Known>;
  readonly product: Partial<Known> | undefined;
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
}

const doubledIn = (timeline: readonly string[]): string[] =>
  timeline.filter((entry, index) => timeline.indexOf(entry) !== index);

const difference = (identifier: string, naive: Known, product: Known | undefined): Difference | undefined => {
  if (JSON.stringify(naive) === JSON.stringify(product)) return undefined;
  const { timeline: wanted, ...sums } = naive;
  const { timeline: had = [], ...answered } = product ?? {};
  const seen = new Set(had);
  return {
    identifier,
    naive: sums,
    product: product && answered,
    lost: wanted.filter((entry) => !seen.has(entry)),
    doubled: doubledIn(had),
  };
};

/** Where profiles and timelines over HTTP differ from the naive fold of what was acknowledged. */
export const differences = async (request: Request, acknowledged: Iterable<Told>): Promise<Difference[]> => {
  const found: Difference[] = [];
  const all = [...naiveFold(acknowledged)];
  const worker = async () => {
    for (let next = all.pop(); next; next = all.pop()) {
      const [person, known] = next;
      const identifier = `user_id:${person}`;
      const one = difference(identifier, known, await answerOf(request, identifier));
      if (one) found.push(one);
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return found;
};
