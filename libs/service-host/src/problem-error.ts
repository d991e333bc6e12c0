import { STATUS_CODES } from 'node:http';
import type { Problem } from '@touchstone/contracts';

/** An answer that the caller is meant to read: thrown anywhere below an HTTP edge, sent as application/problem+json. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  constructor(
    readonly problem: Problem,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(problem.detail ?? problem.title);
  }
}

/** A problem whose title is the HTTP phrase of its status. `slug` names a type of its own. */
export const problem = (
  status: number,
  detail: string,
  {
    slug,
    headers,
    ...extensions
  }: { slug?: string; headers?: Record<string, string>; [extension: string]: unknown } = {},
): ProblemError => {
  const type = slug ? `urn:touchstone:problem:${slug}` : 'about:blank';
  const title = slug
    ? slug.charAt(0).toUpperCase() + slug.slice(1).replaceAll('-', ' ')
    : (STATUS_CODES[status] ?? 'Error');
  return new ProblemError({ type, title, status, detail, ...extensions }, headers);
};
