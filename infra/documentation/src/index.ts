export { eventPages } from './event-pages/pages';
