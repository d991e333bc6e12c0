interface Headers {
  readonly authorization?: string | undefined;
  readonly 'x-write-key'?: string | string[] | undefined;
}

const plausible = /^[\x21-\x7e]{1,200}$/;
/** Jitsu's SDK writes a masked key (`id:***`) into the body: it names a source, but proves nothing. */
const masked = /\*\*\*/;
/** Jitsu's SDK takes only keys of the form `id:secret`: the secret is ours, the id whatever the emitter calls itself. */
const withoutId = (key: string): string => key.slice(key.indexOf(':') + 1);

const ofBasic = (credentials: string): string => {
  const text = Buffer.from(credentials, 'base64').toString('latin1');
  const colon = text.indexOf(':');
  return colon < 0 ? text : text.slice(0, colon);
};

const ofAuthorization = (header: string | undefined): string | undefined => {
  const [, scheme, credentials] = /^(basic|bearer)\s+(\S+)\s*$/i.exec(header ?? '') ?? [];
  if (!scheme || !credentials) return undefined;
  return scheme.toLowerCase() === 'basic' ? ofBasic(credentials) : credentials;
};

/** The write key of a request: Basic user name or Bearer, else `X-Write-Key` (`id:secret` or the key alone), else the body's `writeKey`. */
export const sentWriteKey = (headers: Headers, inBody: string | undefined): string | undefined => {
  const header = ofAuthorization(headers.authorization) || withoutId([headers['x-write-key']].flat()[0]?.trim() ?? '');
  const key = header || (inBody !== undefined && !masked.test(inBody) ? withoutId(inBody) : undefined);
  return key !== undefined && plausible.test(key) ? key : undefined;
};
