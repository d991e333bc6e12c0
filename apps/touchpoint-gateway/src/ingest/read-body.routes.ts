import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ingestLimits } from '@touchstone/contracts';
import { refusedRequest } from './refused-request';

const inflate = promisify(gunzip);

/** Throws what a request is told whose body cannot be inflated, or not within the limit. */
export const inflated = async (body: Buffer): Promise<Buffer> => {
  try {
    return await inflate(body, { maxOutputLength: ingestLimits.requestBytes });
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw refusedRequest('too-large');
    throw refusedRequest('bad-gzip');
  }
};

/** The text of a body, by its content and not by its headers: inflated where it is gzip, without a byte order mark. */
export const textOf = async (body: Buffer | undefined): Promise<string> => {
  if (!body || body.length === 0) throw refusedRequest('empty');
  const plain = body[0] === 0x1f && body[1] === 0x8b ? await inflated(body) : body;
  if (!isUtf8(plain)) throw refusedRequest('not-utf8');
  const text = plain.toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
};
