/** Three independent secrets of 32 random bytes. Losing one loses: who is who, duplicates, all personal data. */
export interface Secrets {
  /** Of the identity hash. */
  readonly pepper: Buffer;
  /** Of the content digest. */
  readonly digestSecret: Buffer;
  /** Wraps the data keys. */
  readonly wrappingKey: Buffer;
}
