import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue, eventSchemas, type EventDefinition } from '@touchstone/contracts';
import { readJson, root } from '../repository';
import { eventPage, type DocumentedEvent } from './event-page';
import type { FieldSchema } from './fields';
import { indexPage } from './index-page';

type Data = Readonly<Record<string, unknown>>;

const goldens = 'libs/contracts/src/golden';
const sentFolder = 'infra/documentation/src/sent';

const documented = (definition: EventDefinition): DocumentedEvent => {
  const { type, schemaVersion, participants } = definition;
  const [described] = eventSchemas([definition]);
  const sentFile = `${type}.json`;
  return {
    type,
    schemaVersion,
    participants,
    schema: (described?.schema ?? {}) as FieldSchema,
    sample: readJson<{ data: Data }>(goldens, `${type}.v${schemaVersion}.json`).data,
    ...(existsSync(join(root, sentFolder, sentFile)) && { sent: readJson<Data>(sentFolder, sentFile) }),
  };
};

export const pagesFolder = 'docs/events';

/** File name -> text of every page of docs/events. */
export const eventPages = (definitions = catalogue): Map<string, string> => {
  const events = definitions.map(documented);
  return new Map([
    ['README.md', indexPage(events)],
    ...events.map((event) => [`${event.type}.md`, eventPage(event)] as const),
  ]);
};
