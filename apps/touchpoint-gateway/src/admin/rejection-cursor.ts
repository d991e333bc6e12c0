interface Place {
  readonly at: Date;
  readonly id: string;
}

const form = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)\|([0-9a-f-]{36})$/;

/** Opaque text of the last row of a page. */
export const cursorOf = ({ at, id }: Place): string => Buffer.from(`${at.toISOString()}|${id}`).toString('base64url');

/** Undefined when the text is no cursor of ours. */
export const afterCursor = (cursor: string): { at: string; id: string } | undefined => {
  const [, at, id] = form.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  return at !== undefined && id !== undefined && !Number.isNaN(Date.parse(at)) ? { at, id } : undefined;
};
