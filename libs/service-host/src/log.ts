import pino, { type DestinationStream, type Logger } from 'pino';
import { describeError } from './describe-error';

export type Log = Logger;

const secrets = [
  'authorization',
  'cookie',
  'password',
  'writeKey',
  'apiKey',
  'email',
  'phone',
  'firstName',
  'lastName',
  'traits',
  'properties',
];
const paths = [...secrets, ...secrets.map((name) => `*.${name}`), '*.headers["x-write-key"]', 'headers["x-write-key"]'];

const target: { stream: DestinationStream | undefined; level: string } = { stream: undefined, level: 'info' };

/** Where the logs of this process go (standard output unless told), before the first createLog. */
export const sendLogsTo = (stream: DestinationStream | undefined, level = 'info'): void => {
  target.stream = stream;
  target.level = level;
};

/** JSON lines. Errors are reduced to class, code and scrubbed text, because messages of libraries quote values. */
export const createLog = (service: string): Log => {
  const options = {
    level: target.level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths, censor: '[redacted]' },
    serializers: { err: describeError, error: describeError },
  };
  return target.stream ? pino(options, target.stream) : pino(options);
};
