export type { Pool as Database } from 'pg';
