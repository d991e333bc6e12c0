/** A rule forbids what a command wishes. `detail` is for people and quotes nothing personal; `field` points into the request. */
export class RuleBroken extends Error {
  override readonly name = 'RuleBroken';
  constructor(
    readonly rule: string,
    readonly detail: string,
    readonly field?: string,
    /** 409: the state forbids it. 422: no state would allow it. */
    readonly status: 409 | 422 = 409,
  ) {
    super(detail);
  }
}
