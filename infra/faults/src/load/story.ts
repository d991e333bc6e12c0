/** What the naive fold is told of an event; written down beside the message, never read from it. */
export interface Told {
  /** Of whom; a person is known by `<person>` as user id, `anon-<person>`, `<person>@example.org`. */
  readonly person: string;
  readonly at: string;
  readonly mark: string;
  readonly order?: {
    readonly id: string;
    readonly fact: 'completed' | 'refunded' | 'cancelled';
    readonly cents: bigint;
  };
}

/** A message as a Segment SDK sends it, and what it means. */
export interface LoadEvent {
  readonly messageId: string;
  readonly message: Readonly<Record<string, unknown>>;
  readonly told: Told;
}

export interface Story {
  /** Begins every name of the story: two stories never meet. */
  readonly name: string;
  readonly people: number;
  /** Rounds of eight events for each person. */
  readonly rounds: number;
}

const began = Date.parse('2026-01-05T08:00:00.000Z');
const decimal = (cents: bigint): string => `${cents / 100n}.${(cents % 100n).toString().padStart(2, '0')}`;

interface Scene {
  readonly person: string;
  readonly step: number;
  readonly round: number;
}

const anonymously = ({ person }: Scene) => ({ anonymousId: `anon-${person}` });
const signedIn = ({ person }: Scene) => ({ userId: person });
const byMail = ({ person }: Scene) => ({ context: { traits: { email: `${person}@example.org` } } });

const orderScene = (
  scene: Scene,
  who: Record<string, unknown>,
  fact: NonNullable<Told['order']>['fact'],
  number: string,
  cents: bigint,
) => {
  const id = `${scene.person}-${scene.round}-${number}`;
  const event = { completed: 'Order Completed', refunded: 'Order Refunded', cancelled: 'Order Cancelled' }[fact];
  const properties = { order_id: id, currency: 'EUR', revenue: decimal(cents) };
  return { message: { type: 'track', event, properties, ...who }, order: { id, fact, cents } };
};

type Played = { message: Record<string, unknown>; order?: NonNullable<Told['order']> };

/** One round of a person's life: seen before anybody knows who it is, then linked, then buying, by three identities. */
const scenes: readonly ((scene: Scene, cents: bigint) => Played)[] = [
  (scene) => ({ message: { type: 'page', name: 'Home', ...anonymously(scene) } }),
  (scene, cents) => orderScene(scene, anonymously(scene), 'completed', 'a', cents),
  (scene) => ({
    message: {
      type: 'identify',
      ...signedIn(scene),
      ...anonymously(scene),
      traits: { email: `${scene.person}@example.org` },
    },
  }),
  (scene, cents) => orderScene(scene, signedIn(scene), 'completed', 'b', cents + 1n),
  (scene, cents) => orderScene(scene, byMail(scene), 'completed', 'c', cents + 2n),
  (scene) => orderScene(scene, signedIn(scene), 'refunded', 'b', 101n),
  (scene) => orderScene(scene, byMail(scene), 'cancelled', 'c', 0n),
  (scene) => ({ message: { type: 'track', event: 'Support Asked', ...byMail(scene) } }),
];

const eventOf = (scene: Scene, index: number): LoadEvent => {
  const mark = `${scene.person}-${scene.round}-${scene.step}`;
  const at = new Date(began + index * 1_000).toISOString();
  const cents = BigInt(1_000 + ((index * 37) % 9_000));
  const { message, order } = scenes[scene.step]!(scene, cents);
  const field = message['type'] === 'identify' ? 'traits' : 'properties';
  const marked = { ...(message[field] as object | undefined), mark };
  const full = { ...message, [field]: marked, messageId: mark, timestamp: at };
  return { messageId: mark, message: full, told: { person: scene.person, at, mark, ...(order && { order }) } };
};

export const peopleOf = ({ name, people }: Story): string[] =>
  Array.from({ length: people }, (_, index) => `${name}-${index}`);

/** Every event of a story in the order of its time: known people, known sums. */
export const tell = (story: Story): LoadEvent[] => {
  const events: LoadEvent[] = [];
  for (let round = 0; round < story.rounds; round++)
    for (let step = 0; step < scenes.length; step++)
      for (const person of peopleOf(story)) events.push(eventOf({ person, step, round }, events.length));
  return events;
};
