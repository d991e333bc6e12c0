import { eventIdOf, type EventData } from '@touchstone/contracts';
import { answerOf, type Commands } from './command-handler';
import type { CommandAnswer, SentCommand } from './once';
import { RuleBroken } from './rule-broken';
import type { Decide, StreamKind } from './stream-kind';

/** ∞ Ids of records that people name by an article number or a code derive from it (decision 0028). */
const namesNamespace = '0f4b8f5e-3a0c-5d6e-8b57-52a1c1d9e6b3';
const idOfName = (category: string, name: string): string => eventIdOf(namesNamespace, `${category}\n${name}`);

/** A new record whose name no other of its kind has: a second one meets the stream of the first, also at the same moment. */
export const createNamed = <State, Event extends EventData>(
  commands: Commands,
  sent: SentCommand,
  kind: StreamKind<State, Event>,
  field: 'sku' | 'code',
  name: string,
  decide: (id: string) => Decide<State, Event>,
): Promise<CommandAnswer> => {
  const id = idOfName(kind.category, name);
  const taken = new RuleBroken(`${field}-taken`, `There is a ${kind.category} ${name} already: ${id}.`, `/${field}`);
  return commands.run(sent, async ({ append }) =>
    answerOf(await append(kind, id, decide(id), { creates: true, taken }), 201),
  );
};
