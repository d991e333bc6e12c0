import { problem, type ProblemError } from '@touchstone/service-host';

export const customerUnknown = (): ProblemError =>
  problem(
    404,
    'There is no customer with this id. A customer that was just written shows up shortly: see Touchstone-Wait-For.',
    {
      slug: 'customer-unknown',
    },
  );
