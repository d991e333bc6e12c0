import { join } from 'node:path';

/** Where the shop's CSV files lie: RETAIL_DATA, or beside a checkout of the repository. */
export const retailFolder = (named?: string): string =>
  named ?? join(__dirname, '../../../../..', 'shared', 'data', 'online-retail');
