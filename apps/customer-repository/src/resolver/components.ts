/** Plain union-find over names. */
export class Components {
  private readonly parents = new Map<string, string>();

  rootOf(name: string): string {
    let root = name;
    for (let up = this.parents.get(root); up !== undefined; up = this.parents.get(root)) root = up;
    if (root !== name) this.parents.set(name, root);
    return root;
  }

  /** The smaller name leads, so that the root does not depend on the order. */
  join(a: string, b: string): void {
    const [one, other] = [this.rootOf(a), this.rootOf(b)];
    if (one === other) return;
    if (one < other) this.parents.set(other, one);
    else this.parents.set(one, other);
  }

  joinAll(names: Iterable<string>): void {
    let first: string | undefined;
    for (const name of names) {
      first ??= name;
      this.join(first, name);
    }
  }
}
