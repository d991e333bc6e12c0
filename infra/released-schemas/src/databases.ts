/** The databases of a data directory, by the folder of their server. */
export const databases = [
  { server: 'postgres-log', database: 'log' },
  { server: 'postgres-log', database: 'keys' },
  { server: 'postgres-read', database: 'read' },
] as const;
