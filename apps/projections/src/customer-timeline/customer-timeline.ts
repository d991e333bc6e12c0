import { identityErased } from '@touchstone/contracts';
import { customerTimeline } from '@touchstone/read-models';
import type { Projection } from '@touchstone/subscriptions';
import { cutAtErasures } from '../facts/erasures';
import { factOf } from '../facts/fact';
import { factTypes } from '../facts/fact-types';
import { incompleteBy, incompleteTables } from '../incomplete.tables';
import { entriesOf } from './entry';
import { entryTables } from './entries.tables';

/** One line per fact and participant. Facts never move: whose line it is today, the links say. */
const timelineIn = (schema: string): Projection => {
  const entries = entryTables(schema);
  const incomplete = incompleteTables(schema);
  return {
    ...customerTimeline,
    schema,
    inSchema: timelineIn,
    handles: [...factTypes, identityErased.type],
    keys: (event) =>
      event.type === identityErased.type ? 'every slot' : factOf(event).participants.map(({ identity }) => identity),
    async write({ client, events, owns, only }) {
      for (const segment of cutAtErasures(events))
        if (segment.kind === 'facts') await entries.write(client, entriesOf(segment.events.map(factOf), owns));
        else await entries.erase(client, segment.erasures, only);
    },
    spoil: (client, spoiled) => incomplete.write(client, incompleteBy(spoiled)),
    async forget(client, identity) {
      await entries.forget(client, identity);
      await incomplete.forget(client, identity);
    },
  };
};

export const customerTimelineProjection = timelineIn(customerTimeline.schema);
