/** Says what is wrong and what to do; the command ends with exit code 1. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    message: string,
    /** Of the answer, where one came. */
    readonly status?: number,
  ) {
    super(message);
  }
}
