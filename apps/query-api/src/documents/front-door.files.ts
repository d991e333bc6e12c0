import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * OpenAPI document of every operation of every service behind the front door, which sends its address here. No service knows
 * the others' routes, so it is made from all of them by a test of all-in-one.
 */
export const frontDoorOpenapi = (): object =>
  JSON.parse(readFileSync(join(__dirname, 'front-door.openapi.json'), 'utf8')) as object;
