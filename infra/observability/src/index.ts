export { alerts, runbookOf } from './alerts';
export type { Alert } from './alert';
export { boards } from './boards';
export type { Board, Picture } from './picture';
export { generated } from './generated';
