import { Metadata, status, type ServiceError } from '@grpc/grpc-js';

/** The client tells errors apart by the metadata `exception` and by the status. */
export const serviceError = (code: status, details: string, said: Record<string, string> = {}): ServiceError => {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(said)) metadata.set(name, value);
  return Object.assign(new Error(details), { code, details, metadata });
};

export const unavailable = (): ServiceError => serviceError(status.UNAVAILABLE, 'The connection was lost.');

export const notLeader = (port: number): ServiceError =>
  serviceError(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': '127.0.0.1',
    'leader-endpoint-port': String(port),
  });

export const tooLarge = (bytes: number): ServiceError =>
  serviceError(status.INVALID_ARGUMENT, 'Maximum Append Size Exceeded.', {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(bytes),
  });

export const tooSlow = (): ServiceError =>
  serviceError(status.ABORTED, 'The subscription was dropped: its reader is too slow.');
