/** Who emits: the id is for ever (event ids derive from it), its write keys change. */
export interface Source {
  readonly id: string;
  readonly name: string;
  /** ISO 3166 country of telephone numbers that it sends without a country code. */
  readonly phoneRegion: string | undefined;
}
