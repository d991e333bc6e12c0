/**
 * What a projection remembers of the rows that its slot, and nobody else, writes. It begins empty whenever a slot is taken,
 * and is forgotten whenever a transaction may not have committed, and before a repair.
 */
export class SlotMemory {
  private readonly held = new Map<() => object, object>();

  /** What `make` made when it was first asked for since the memory was last empty. */
  of<Value extends object>(make: () => Value): Value {
    const known = this.held.get(make);
    if (known) return known as Value;
    const made = make();
    this.held.set(make, made);
    return made;
  }

  forget(): void {
    this.held.clear();
  }
}
