import type { DocumentedEvent } from './event-page';

const areas: readonly (readonly [area: string, title: string])[] = [
  ['touchpoint', 'What emitters report'],
  ['sales', 'Sales'],
  ['identity', 'Who is who'],
  ['privacy', 'Erasure'],
];

const rows = (events: readonly DocumentedEvent[]): string[] => [
  '| event | version | what |',
  '|---|---|---|',
  ...events.map(
    ({ type, schemaVersion, schema }) => `| [${type}](${type}.md) | ${schemaVersion} | ${schema.description ?? ''} |`,
  ),
];

/** docs/events/README.md. Throws for an event of an area that it knows no title for. */
export const indexPage = (events: readonly DocumentedEvent[]): string => {
  const areaOf = ({ type }: DocumentedEvent) => type.split('.', 1)[0];
  const homeless = events.filter((event) => !areas.some(([area]) => area === areaOf(event)));
  if (homeless.length > 0)
    throw new Error(`No chapter of docs/events takes ${homeless.map(({ type }) => type).join()}.`);
  const chapters = areas.map(([area, title]) =>
    [`## ${title}`, '', ...rows(events.filter((event) => areaOf(event) === area))].join('\n'),
  );
  const intro = [
    '<!-- Generated from libs/contracts by `npm run docs`: change the declaration of the event, not this page. -->',
    '# Events',
    'Every event that Touchstone writes, one page each, with its fields and an example. The same for machines: `/asyncapi.json` of a running Touchstone, and the JSON Schemas in [libs/contracts/schemas](../../libs/contracts/schemas). [For emitters](../emitters.md) says how to send them.',
    'Each event has an id, a type, a schema version, data and metadata (source, time, participants). A field that is *clear* can be read in log and bus. One that is *sealed* lies in a box under the key of the first participant of that role, and is unreadable once that key was deleted.',
  ];
  return `${[...intro, ...chapters].join('\n\n')}\n`;
};
