import type { Scaled } from './start-scaled';

const firstEvent = '{"type":"track","userId":"ann","event":"Signed Up","properties":{"plan":"trial"}}';

const firstSteps = ({ url, writeKey, apiKey }: Scaled['credentials']): string => `
Send a first touchpoint:

  curl -u ${writeKey}: -H 'content-type: application/json' \\
    -d '{"batch":[${firstEvent}]}' ${url}/v1/batch

and look the customer up:

  curl -H 'authorization: Bearer ${apiKey}' '${url}/customers?identifier=user_id:ann'
`;

const processes = (scaled: Scaled): string =>
  scaled
    .replicas()
    .map(({ name, pid, url }) => `  ${name.padEnd(24)} ${url}   process ${pid}`)
    .join('\n');

/** What a person sees when everything runs: where it is, the keys, a first command to copy, and how to scale. */
export const banner = (scaled: Scaled, startedInMs: number): string => {
  const { credentials, servers, dataDir, isFirstStart } = scaled;
  const { url, writeKey, apiKey, sqlUrl } = credentials;
  const bus = servers.brokers ? `Kafka at ${servers.brokers}` : 'in the database log';
  return `
Touchstone runs scaled at ${url} (started in ${(startedInMs / 1000).toFixed(1)} s):

${processes(scaled)}

  write key  ${writeKey}
  API key    ${apiKey}   (admin)
  SQL        ${sqlUrl}   (read only)
  bus        ${bus}
  data       ${dataDir}   (keys in credentials.json, logs in logs/; keep secrets.env safe)
${isFirstStart ? firstSteps(credentials) : ''}
Scale a service, or restart it without a gap, from another terminal:

  npm run scaled -- scale projections=4
  npm run scaled -- restart query-api

Ctrl-C stops everything: the front door closes, each service finishes what it has in hand, then brokers and databases
end; the data stays. A service that dies is started again.
`;
};
