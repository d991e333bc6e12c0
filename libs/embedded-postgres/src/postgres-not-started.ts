export class PostgresNotStarted extends Error {
  override readonly name = 'PostgresNotStarted';
}
