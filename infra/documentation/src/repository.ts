import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(__dirname, '../../..');
export const readText = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');
export const readJson = <T>(...path: string[]): T => JSON.parse(readText(...path)) as T;
