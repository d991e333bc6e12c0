import type { Credentials } from './credentials.files';

interface Shown {
  readonly credentials: Credentials;
  readonly dataDir: string;
  readonly logFile: string;
  readonly startedInMs: number;
  readonly isFirstStart: boolean;
}

const firstEvent = '{"type":"track","userId":"ann","event":"Signed Up","properties":{"plan":"trial"}}';

/** What a person sees when everything runs: where it is, the keys, a first command to copy, and what to do next. */
export const banner = ({ credentials, dataDir, logFile, startedInMs, isFirstStart }: Shown): string => {
  const { url, writeKey, apiKey, sqlUrl } = credentials;
  return `
Touchstone runs at ${url} (started in ${(startedInMs / 1000).toFixed(1)} s). Stop it with Ctrl-C.

  write key  ${writeKey}
  API key    ${apiKey}   (admin)
  SQL        ${sqlUrl}   (read only)
  data       ${dataDir}   (keys in credentials.json; keep secrets.json safe)
  log        ${logFile}
${isFirstStart ? firstSteps(url, writeKey, apiKey) : ''}`;
};

const firstSteps = (url: string, writeKey: string, apiKey: string): string => `
Send a first touchpoint:

  curl -u ${writeKey}: -H 'content-type: application/json' \\
    -d '{"batch":[${firstEvent}]}' ${url}/v1/batch

and look the customer up:

  curl -H 'authorization: Bearer ${apiKey}' '${url}/customers?identifier=user_id:ann'

Next: npm run touchstone -- status · ${url}/openapi.json · README.md
`;
