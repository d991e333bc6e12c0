const { Kafka } = require('kafkajs');

const { KAFKA_BROKERS, KAFKA_CA, KAFKA_USERNAME, KAFKA_PASSWORD, SOURCE_ID } = process.env;
const producer = new Kafka({
  brokers: KAFKA_BROKERS.split(','),
  ssl: KAFKA_CA && { ca: [KAFKA_CA] },
  sasl: KAFKA_USERNAME && { mechanism: 'scram-sha-512', username: KAFKA_USERNAME, password: KAFKA_PASSWORD },
}).producer();

const attributes = (id) => ({
  specversion: '1.0',
  id,
  source: '/till',
  type: 'com.example.first_event',
  subject: 'user_id:u-2001',
});
const binary = { 'content-type': 'application/json' };
for (const [name, value] of Object.entries(attributes('guide-1'))) binary[`ce_${name}`] = value;
const messages = [
  { headers: binary, value: JSON.stringify({ sent_by: 'kafka' }) },
  {
    headers: { 'content-type': 'application/cloudevents+json' },
    value: JSON.stringify({ ...attributes('guide-2'), data: { sent_by: 'kafka' } }),
  },
];

producer
  .connect()
  .then(() => producer.send({ topic: `inbound.${SOURCE_ID}`, messages }))
  .finally(() => producer.disconnect());
