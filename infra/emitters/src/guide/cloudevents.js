const { CloudEvent, emitterFor, httpTransport } = require('cloudevents');

const emit = emitterFor(httpTransport(`${process.env.TOUCHSTONE_URL}/events`));
const event = new CloudEvent({
  source: '/shop',
  type: 'com.example.first_event',
  subject: 'user_id:u-2001',
  data: { sent_by: 'cloudevents' },
});
// The SDK hides the status: only the answer itself says whether the event was taken.
emit(event, { headers: { 'X-Write-Key': process.env.WRITE_KEY } }).then(({ body }) => console.log(body));
