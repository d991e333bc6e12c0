import type { RunningService } from '@touchstone/service-host';

type Handle = RunningService['handle'];

export interface FrontDoor {
  readonly handle: Handle;
  /** From now on requests go there. */
  open(to: Handle): void;
}

const starting = JSON.stringify({
  type: 'about:blank',
  title: 'Service Unavailable',
  status: 503,
  detail: 'Touchstone is starting: try again in a moment.',
});

/** Answers from the first moment, so that a taken port is found before anything else starts: 503 until it opens. */
export const frontDoor = (): FrontDoor => {
  let inside: Handle = (_, response) => {
    response.writeHead(503, { 'content-type': 'application/problem+json; charset=utf-8', 'retry-after': '1' });
    response.end(starting);
  };
  return { handle: (request, response) => inside(request, response), open: (to) => (inside = to) };
};
