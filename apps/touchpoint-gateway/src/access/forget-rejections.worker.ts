import type { AccessPool } from './access-schema.tables';
import type { Log } from '@touchstone/service-host';
import { rejectionIdentity, type RejectionParts } from './rejection-box';
import { forgetActivity } from './source-activity.tables';
import { deleteRejections, outlivedDays } from './rejections.tables';

const everyMs = 3_600_000;

/** Destroys the keys of rejections older than 30 days, then their rows. Answers how many source days went. */
export const forgetOldRejections = async (pool: AccessPool, { vault, hash }: RejectionParts): Promise<number> => {
  const outlived = await outlivedDays(pool);
  await vault.destroyKeys(outlived.map(({ sourceId, day }) => rejectionIdentity(hash, sourceId, day)));
  for (const day of outlived) await deleteRejections(pool, day);
  return outlived.length;
};

/** Now and every hour, until told to stop. */
export const forgetRejectionsHourly = (pool: AccessPool, parts: RejectionParts, log: Log): { stop(): void } => {
  const run = () =>
    Promise.all([forgetOldRejections(pool, parts), forgetActivity(pool)]).catch((error: unknown) =>
      log.warn({ err: error }, 'old rejections could not be forgotten; trying again in an hour'),
    );
  void run();
  const timer = setInterval(() => void run(), everyMs).unref();
  return { stop: () => clearInterval(timer) };
};
