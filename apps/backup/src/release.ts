/** Written into backups. */
export const release = '0.1.0';
