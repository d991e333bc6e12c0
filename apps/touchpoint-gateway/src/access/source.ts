/** Who emits: the id is for ever (event ids derive from it), its write keys change. */
export interface Source {
  readonly id: string;
  readonly name: string;
  /** ISO 3166 country of telephone numbers that it sends without a country code. */
  readonly phoneRegion: string | undefined;
  /** How many events it may send; undefined: as many as are taken. */
  readonly rate?: Rate | undefined;
  /** How many of its rejected events are kept of one day (UTC); further ones are only counted. */
  readonly rejectionsPerDay: number;
}

export interface Rate {
  readonly eventsPerSecond: number;
  /** May come at once after a pause. */
  readonly burstEvents: number;
}
