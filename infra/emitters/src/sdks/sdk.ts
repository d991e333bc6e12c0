/** Where an emitter sends to, and as whom. */
export interface Target {
  readonly url: string;
  readonly writeKey: string;
}

/** What an SDK said of the events that it was given, by their names. */
export interface Reported {
  readonly sent: readonly string[];
  readonly failed: readonly string[];
}

/** A real SDK, driven through nothing but its own interface. */
export interface Sdk {
  readonly name: string;
  /** Has a track sent for each name, and answers when the SDK has said of each what became of it. */
  track(target: Target, userId: string, names: readonly string[]): Promise<Reported>;
  /** Makes one call of each kind that the SDK has, about one person and with one e-mail address; answers with the kinds. */
  everyKind(target: Target, userId: string, email: string): Promise<readonly string[]>;
}

/** Collects what an SDK says of each event. */
export const reports = () => {
  const sent: string[] = [];
  const failed: string[] = [];
  return { sent, failed, of: (name: string, error: unknown) => void (error ? failed : sent).push(name) };
};
