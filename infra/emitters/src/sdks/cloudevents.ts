import { CloudEvent, emitterFor, HTTP, httpTransport, Mode } from 'cloudevents';
import { reports, type Sdk, type Target } from './sdk';

const emitterOf = ({ url, writeKey }: Target, mode: Mode) => {
  const emit = emitterFor(httpTransport(`${url}/events`), { binding: HTTP, mode });
  return (event: CloudEvent<object>) => emit(event, { headers: { authorization: `Bearer ${writeKey}` } });
};
const source = '/emitters/cloudevents';

const cloudEventsIn = (mode: Mode): Sdk => ({
  name: `cloudevents (${mode})`,
  track: async (target, userId, names) => {
    const emit = emitterOf(target, mode);
    const reported = reports();
    for (const name of names) {
      const event = new CloudEvent({ type: name, source, subject: `user_id:${userId}`, data: { nth: name } });
      await emit(event).then(
        () => reported.of(name, undefined),
        (error: unknown) => reported.of(name, error),
      );
    }
    return reported;
  },
  everyKind: async (target, userId, email) => {
    const data = { userId, email, sku: 'P-7' };
    await emitterOf(target, mode)(new CloudEvent({ type: 'com.example.seen', source, data }));
    return ['track'];
  },
});

/** One request an event, whose status it shows to nobody: whatever is answered counts as sent. Never sent again. */
export const cloudEventsStructured = cloudEventsIn(Mode.STRUCTURED);
export const cloudEventsBinary = cloudEventsIn(Mode.BINARY);
