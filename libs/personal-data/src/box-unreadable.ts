/** A box that its key does not open: damaged, or not sealed for this event. Never carries content. */
export class BoxUnreadable extends Error {
  constructor(
    readonly reason: string,
    readonly eventId?: string,
    readonly role?: string,
  ) {
    super(
      eventId === undefined
        ? `A sealed box cannot be opened: ${reason}.`
        : `The box of role ${role} in event ${eventId} cannot be opened: ${reason}.`,
    );
    this.name = 'BoxUnreadable';
  }
}
