export type { Bench, Contender, OpenRow, Round, Row } from './harness/row';
export { callFor } from './harness/callers';
