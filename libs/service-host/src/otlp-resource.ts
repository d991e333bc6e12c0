import { hostname } from 'node:os';
import { resourceFromAttributes, type Resource } from '@opentelemetry/resources';

/** Who tells it: one process, because counters of two replicas under one name would run over each other. */
export const resourceOf = (service: string): Resource =>
  resourceFromAttributes({ 'service.name': service, 'service.instance.id': `${hostname()}/${process.pid}` });
