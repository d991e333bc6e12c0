interface Described {
  readonly type: string;
  readonly code?: string;
  readonly message?: string;
  readonly stack?: string;
}

interface Noted {
  readonly name: string;
  readonly code?: unknown;
  readonly severity?: unknown;
}

// PostgreSQL, JSON.parse and schema libraries quote the offending value in their message.
const quotesValues = ({ name, severity }: Noted): boolean =>
  severity !== undefined || name === 'SyntaxError' || name === 'ZodError' || name === 'ValidationError';

const personal = /[^\s@"'<>]+@[^\s@"'<>]+|\+?\d[\d\s()-]{7,}\d/g;
const scrub = (text: string): string => text.replace(personal, '[redacted]').slice(0, 500);
const frames = (stack: string): string =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .join('\n');

/** What of an error may be logged: class, code, place, and its text unless that may quote data. */
export const describeError = (error: unknown): Described => {
  if (!(error instanceof Error)) return { type: typeof error };
  const noted = error as Noted;
  return {
    type: error.constructor.name,
    ...(typeof noted.code === 'string' && { code: noted.code }),
    ...(!quotesValues(noted) && { message: scrub(error.message) }),
    ...(error.stack && { stack: frames(error.stack) }),
  };
};
