const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

const meanings: Readonly<Record<number, string>> = {
  400: 'A field is not usable; `errors` names it.',
  401: 'No API key, or one that is not known.',
  403: "The key's role does not suffice.",
  404: 'There is no such customer.',
  409: 'An event of the token in Touchstone-Wait-For is parked or quarantined; `events` names it.',
  503: 'A part that is needed is not available right now.',
  504: 'The write of the token is not visible yet; `stage` names where it is.',
};

const freshnessHeaders = {
  'Touchstone-Age-Ms': {
    description:
      'Milliseconds since everything behind this answer was last level with bus and store. Absent until it is known.',
    schema: { type: 'integer', minimum: 0 },
  },
  'Touchstone-Position': {
    description: 'What this answer rests on, as a token for Touchstone-Wait-For.',
    schema: { type: 'string' },
  },
};

/** Request headers of every read. */
export const freshnessParameters = [
  {
    name: 'Touchstone-Wait-For',
    in: 'header',
    required: false,
    description: 'The Touchstone-Position of a write or a read: wait until the answer holds it.',
    schema: { type: 'string' },
  },
  {
    name: 'Prefer',
    in: 'header',
    required: false,
    description: '`wait=<seconds>`: how long to wait at most; 5 unless said, and 5 at most.',
    schema: { type: 'string' },
  },
] as const;

export interface Described {
  readonly description: string;
  readonly headers?: object;
  readonly content: object;
}

const everywhere = [400, 401, 403, 409, 503, 504];

/** Status -> response of a read that answers with this schema. */
export const responsesOf = (schema: string, more: readonly number[] = []): Record<number, Described> => {
  const ok = {
    description: 'The answer.',
    headers: freshnessHeaders,
    content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } },
  };
  const problems = [...everywhere, ...more]
    .sort((a, b) => a - b)
    .map((status) => [status, { description: meanings[status] ?? 'A problem.', content: problemContent }] as const);
  return { 200: ok, ...Object.fromEntries(problems) };
};
