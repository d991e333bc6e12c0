import { opportunityOpened } from '@touchstone/contracts';
import { participantsOf } from './participants';

it('points at the field whose identifier names nobody', () => {
  const nobody = [{ role: 'subject', type: 'contact', value: ' ' }] as const;
  expect(() => participantsOf(opportunityOpened.type, nobody, () => undefined)).toThrow(
    expect.objectContaining({ rule: 'unusable-identifier', field: '/contact', status: 422 }) as Error,
  );
});
