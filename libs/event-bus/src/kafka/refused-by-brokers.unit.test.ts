import { BusForbidden } from '../errors';
import { refusedByBrokers } from './refused-by-brokers';

describe('What the brokers refuse', () => {
  it('names LEASE_MS where the lease is too short for them', () => {
    const cause = Object.assign(new Error('The session timeout is not within an acceptable range'), {
      type: 'INVALID_SESSION_TIMEOUT',
    });
    const refused = refusedByBrokers(new Error('crashed', { cause }), { brokers: [] }, { operations: ['Read'] });
    expect(refused).toBeInstanceOf(BusForbidden);
    expect(refused.remedy).toContain('set LEASE_MS to no less than');
  });
});
