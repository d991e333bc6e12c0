type Undo = () => Promise<unknown>;

/**
 * Runs steps that each say how to undo them. The result can be closed, last step first; when a step fails, those before
 * it are undone and its error is thrown.
 */
export const undoing = async <T extends object>(
  run: (started: (undo: Undo) => void) => Promise<T>,
): Promise<T & { close(): Promise<void> }> => {
  const undos: Undo[] = [];
  const close = async () => {
    for (let undo = undos.pop(); undo; undo = undos.pop()) await undo();
  };
  try {
    return { ...(await run((undo) => void undos.push(undo))), close };
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
};
