import { freeMembers } from '@touchstone/event-bus';
import { openPool } from '@touchstone/service-host';
import { freeSlots } from '@touchstone/subscriptions';

/**
 * Lets this process take the work of the one before it at once. Only for servers of our own: the lock of their data directory
 * says that whoever held a lease on them is gone.
 */
export const freeDeadHolders = async (ownDatabases: readonly string[]): Promise<void> => {
  for (const url of ownDatabases) {
    const pool = openPool(url, { name: 'all-in-one', max: 1 });
    try {
      await freeSlots(pool);
      await freeMembers(pool);
    } finally {
      await pool.end();
    }
  }
};
