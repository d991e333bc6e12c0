import type { RunningService } from '@touchstone/service-host';

type Inside = Pick<RunningService, 'handle' | 'leave'>;

export interface FrontDoor extends Inside {
  /** From now on requests go there. */
  open(to: Inside): void;
}

const starting = JSON.stringify({
  type: 'about:blank',
  title: 'Service Unavailable',
  status: 503,
  detail: 'Touchstone is starting: try again in a moment.',
});

/** Answers from the first moment, so that a taken port is found before anything else starts: 503 until it opens. */
export const frontDoor = (): FrontDoor => {
  let inside: Inside = {
    handle: (_, response) => {
      response.writeHead(503, { 'content-type': 'application/problem+json; charset=utf-8', 'retry-after': '1' });
      response.end(starting);
    },
    leave: () => {},
  };
  return {
    handle: (request, response) => inside.handle(request, response),
    leave: () => inside.leave(),
    open: (to) => (inside = to),
  };
};
