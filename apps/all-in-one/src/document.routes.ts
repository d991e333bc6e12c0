import type { RunningService } from '@touchstone/service-host';
import { mergeOpenapi } from './merge-openapi';

interface Routes {
  get(path: string, handler: () => Promise<object>): unknown;
}

const info = { title: 'Touchstone', version: '1', description: 'All services behind one address.' };

/** The documents of all services as one. Made when first asked for, because making them takes longer than a start. */
export const documentRoutes = (services: readonly RunningService[]) => {
  let openapi: object | undefined;
  const make = () =>
    mergeOpenapi(
      services.flatMap(({ name, openapi: document }) => (document ? [{ service: name, document }] : [])),
      info,
    );
  return async (server: Routes): Promise<void> => {
    server.get('/openapi.json', async () => (openapi ??= make()));
  };
};
