/** A setting of a topic that is not as the product needs it. */
export interface TopicDrift {
  readonly setting: string;
  readonly wanted: string;
  readonly found: string;
}

/** A topic of the bus as it stands. */
export interface BusTopic {
  readonly topic: string;
  readonly partitions: number;
  /** Empty: all is as it should be, or the bus is in tables. */
  readonly drift: readonly TopicDrift[];
}
