export class KafkaNotStarted extends Error {
  override readonly name = 'KafkaNotStarted';
}
