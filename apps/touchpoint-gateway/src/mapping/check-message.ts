import Ajv, { type ErrorObject } from 'ajv';
import { ingestLimits } from '@touchstone/contracts';
import { idText, messageTypes, type Message } from './message';
import { Refusal } from './refusal';

const id = { type: ['string', 'number', 'null'] };
const text = { type: ['string', 'null'] };
const object = { type: ['object', 'null'] };

const checkShape = new Ajv({ allowUnionTypes: true }).compile<Message>({
  type: 'object',
  required: ['type'],
  properties: {
    type: { enum: messageTypes },
    messageId: id,
    userId: id,
    anonymousId: id,
    groupId: id,
    previousId: id,
    event: text,
    name: text,
    category: text,
    traits: object,
    properties: object,
    context: object,
  },
});

const shapeRefusal = ({ instancePath, params }: ErrorObject): Refusal => {
  if (instancePath === '') {
    return params['missingProperty'] === 'type'
      ? new Refusal('invalid-type', `The event has no type; it must be one of ${messageTypes.join(', ')}.`)
      : new Refusal('not-an-object', 'An event must be a JSON object.');
  }
  const field = instancePath.slice(1);
  if (field === 'type')
    return new Refusal('invalid-type', `The type of an event must be one of ${messageTypes.join(', ')}.`);
  if (field === 'event') return new Refusal('missing-event-name', 'The field event of a track must be a text.');
  const wanted = [params['type']].flat().filter((type) => type !== 'null');
  return new Refusal('invalid-field', `The field ${field} must be of type ${wanted.join(' or ')}.`);
};

/** The message, or why it cannot be one. What identifies somebody is judged later. */
export const checkMessage = (value: unknown): Message | Refusal => {
  if (!checkShape(value)) return shapeRefusal(checkShape.errors![0]!);
  if ((idText(value.messageId)?.length ?? 0) > ingestLimits.messageIdLength)
    return new Refusal('message-id-too-long', `A messageId has at most ${ingestLimits.messageIdLength} characters.`);
  if (value.type === 'track' && !value.event?.trim())
    return new Refusal('missing-event-name', 'A track needs the name of the event in the field event.');
  if (value.type === 'group' && idText(value.groupId) === undefined)
    return new Refusal('missing-group-id', 'A group needs a groupId.');
  if (value.type === 'alias' && idText(value.previousId) === undefined)
    return new Refusal('missing-previous-id', 'An alias needs a previousId.');
  if (value.type === 'alias' && idText(value.userId) === undefined)
    return new Refusal('missing-identifier', 'An alias needs the userId that the previousId belongs to.');
  return value;
};
