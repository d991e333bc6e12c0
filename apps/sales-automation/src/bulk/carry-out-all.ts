import type { BulkItemAnswer } from './bulk.body';

export interface BulkCommand {
  readonly path: string;
  readonly body: object;
  readonly ifMatch?: string | undefined;
}
/** A command, or what is wrong with it. */
export type Read = { readonly command: BulkCommand } | { readonly refused: BulkItemAnswer };

export interface BulkResult {
  readonly answer: BulkItemAnswer;
  /** Of its last event. */
  readonly position?: string | undefined;
}

/** Runs the command that stands at this place of the list. */
export type RunOne = (command: BulkCommand, index: number) => Promise<BulkResult>;

const sideBySide = 8;

/** Commands of one record, which is the second part of the path, come one after the other; what makes a record stands alone. */
const lanesOf = (read: readonly Read[]): number[][] => {
  const lanes = new Map<string, number[]>();
  for (const [index, one] of read.entries()) {
    if (!('command' in one)) continue;
    const [kind, id] = one.command.path.split('/');
    const lane = id === undefined ? `new ${index}` : `${kind}/${id}`;
    lanes.set(lane, [...(lanes.get(lane) ?? []), index]);
  }
  return [...lanes.values()];
};

/** A result for each command, in their order, whatever becomes of the others. */
export const carryOutAll = async (read: readonly Read[], runOne: RunOne): Promise<BulkResult[]> => {
  const results: BulkResult[] = read.map((one) => ({ answer: 'refused' in one ? one.refused : { status: 500 } }));
  const lanes = lanesOf(read);
  const work = async () => {
    for (let lane = lanes.shift(); lane; lane = lanes.shift())
      for (const index of lane) {
        const one = read[index];
        if (one && 'command' in one) results[index] = await runOne(one.command, index);
      }
  };
  await Promise.all(Array.from({ length: sideBySide }, work));
  return results;
};
