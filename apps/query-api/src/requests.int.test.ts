import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { encodeToken } from '@touchstone/contracts';
import { eventually, testDatabase } from '@touchstone/testing';
import { startedQueryApi, type Road, type StartedQueryApi } from './testing/started.tables';

const level = '2026-03-01T00:00:00.000Z';
const slots = (position: string) => ({
  'customer-profile': { 0: position },
  'customer-timeline': { 0: position },
  'customer-identity': { 0: position },
  'customer-sales': { 0: position },
});
const road: Road = {
  repository: { inbox: { 'touchpoints/1': 5 }, resolver: '100', head: '100', parked: [] },
  projections: { slots: slots('100'), levelAt: level },
};
let api: StartedQueryApi;

// An ES module, which Jest cannot load.
const validator = `import { Validator } from '@seriousme/openapi-schema-validator'; import { json } from 'node:stream/consumers';
  const { valid, errors } = await new Validator().validate(await json(process.stdin));
  process.stdout.write(JSON.stringify({ valid, errors }));`;
const validated = (document: unknown): unknown => {
  const options = { cwd: __dirname, input: JSON.stringify(document), encoding: 'utf8' } as const;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', validator], options);
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout);
};
beforeAll(async () => (api = await startedQueryApi(await testDatabase(), road)));
afterAll(() => api.close());

describe('a bad request', () => {
  const id = randomUUID();
  it.each([
    ['/customers', 'identifier'],
    ['/customers?identifier=ann', 'identifier'],
    ['/customers?identifier=nickname:ann', 'identifier'],
    ['/customers?identifier=phone:123', 'identifier'],
    ['/customers?identifier=email:null', 'identifier'],
    ['/customers?identifier=user_id:a&q=b', 'q'],
    ['/customers?q=', 'q'],
    ['/customers?q=a&q=b', 'q'],
    ['/customers?q=a&limit=0', 'limit'],
    ['/customers?q=a&limit=201', 'limit'],
    ['/customers?q=a&limit=1.5', 'limit'],
    ['/customers?q=a&cursor=x', 'cursor'],
    ['/customers?q=a&colour=red', 'colour'],
    ['/customers/not-an-id', 'id'],
    ['/customers/not-an-id/timeline', 'id'],
    ['/customers/not-an-id/identity', 'id'],
    [`/customers/${id}/timeline?cursor=${Buffer.from('["x","y"]').toString('base64url')}`, 'cursor'],
    [`/customers/${id}/timeline?from=yesterday`, 'from'],
    [`/customers/${id}/timeline?from=2026-02-30`, 'from'],
    [`/customers/${id}/timeline?from=2026-01-01T00:00:00`, 'from'],
    [`/customers/${id}/timeline?from=2026-01-02&to=2026-01-01`, 'to'],
    [`/customers/${id}/timeline?knownAt=now`, 'knownAt'],
    [`/customers/${id}/timeline?channel=fax`, 'channel'],
    [`/customers/${id}/timeline?meaning=nonsense`, 'meaning'],
    [`/customers/${id}/timeline?role=friend`, 'role'],
    [`/customers/${id}/timeline?type=Order`, 'type'],
    [`/customers/${id}/timeline?name=%00`, 'name'],
    ['/identity/quarantine?cursor=eHh4', 'cursor'],
    ['/identity/quarantine?limit=x', 'limit'],
  ])('%s is a 400 that names %s', async (path, field) => {
    const { status, body } = await api.call(path);
    expect({ status, fields: body.errors?.map(({ pointer }: { pointer: string }) => pointer) }).toEqual({
      status: 400,
      fields: expect.arrayContaining([`/${field}`]),
    });
  });

  it.each([
    '/customers?q=a',
    `/customers/${id}`,
    `/customers/${id}/timeline`,
    `/customers/${id}/identity`,
    '/identity/quarantine',
  ])('%s needs a key', async (path) => {
    expect((await api.call(path, { authorization: '' })).status).toBe(401);
    expect((await api.call(path, { authorization: 'Bearer wrong' })).status).toBe(401);
  });
});

describe('freshness', () => {
  const written = encodeToken({ bus: { 'touchpoints/1': [4, 4] } });
  const paths = [
    '/customers?identifier=user_id:ann',
    '/customers/00000000-0000-4000-8000-000000000000',
    '/identity/quarantine',
  ];
  afterEach(() => {
    road.repository = { ...road.repository, inbox: { 'touchpoints/1': 5 }, parked: [] };
    road.projections = { slots: slots('100'), levelAt: level };
  });

  it.each(paths)('stands in the headers of %s', async (path) => {
    await eventually(
      'the owners were asked',
      () => api.call(path),
      ({ headers }) => headers.get('touchstone-age-ms') !== null,
    );
    const { headers } = await api.call(path);
    expect(Math.abs(Number(headers.get('touchstone-age-ms')) - (Date.now() - Date.parse(level)))).toBeLessThan(60_000);
    expect(headers.get('touchstone-position')).toBe(encodeToken({ stores: { repository: '100' } }));
  });

  it.each(paths)('is waited for at %s', async (path) => {
    road.projections = { slots: slots('099'), levelAt: level };
    const late = await api.call(path, { 'touchstone-wait-for': written, prefer: 'wait=0' });
    expect(late).toMatchObject({
      status: 504,
      body: { stage: 'projection', type: 'urn:touchstone:problem:not-yet-visible' },
    });
    const waiting = api.call(path, { 'touchstone-wait-for': written });
    road.projections = { slots: slots('100'), levelAt: level };
    const { status, headers } = await waiting;
    expect(status).not.toBe(504);
    expect(headers.get('touchstone-position')).toBe(encodeToken({ stores: { repository: '100' } }));
  });

  it.each([
    ['inbox', () => (road.repository = { ...road.repository, inbox: {} })],
    [
      'projection',
      () =>
        (road.projections = { slots: { ...slots('100'), 'customer-profile': { 0: '100', 1: '099' } }, levelAt: level }),
    ],
  ])('names the stage %s after the time that the caller allows', async (stage, hold) => {
    hold();
    const began = performance.now();
    const answer = await api.call(paths[0] as string, { 'touchstone-wait-for': written, prefer: 'wait=1' });
    expect(answer).toMatchObject({ status: 504, body: { stage } });
    expect(performance.now() - began).toBeGreaterThan(950);
  });

  it('is a conflict when an event of the token is parked', async () => {
    const event = randomUUID();
    road.repository = { ...road.repository, parked: [event] };
    expect(await api.call(paths[0] as string, { 'touchstone-wait-for': written })).toMatchObject({
      status: 409,
      body: { events: [event] },
    });
  });

  it.each(['nonsense', encodeToken({ stores: { unknown: '1' } })])('cannot be asked for with %s', async (token) => {
    expect(await api.call(paths[0] as string, { 'touchstone-wait-for': token })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/touchstone-wait-for' }] },
    });
  });
});

type Paths = Readonly<
  Record<string, Readonly<Record<string, { operationId: string; responses: object; security?: object }>>>
>;

describe('the OpenAPI document', () => {
  const own = () => JSON.parse(JSON.stringify(api.openapi)) as typeof api.openapi & { paths: Paths };

  it('is valid OpenAPI 3.1', () => {
    expect(validated(own())).toEqual({ valid: true });
    expect(own()).toMatchObject({ openapi: expect.stringMatching(/^3\.1/) });
  });

  it('is answered together with those of all other services, because the front door asks here', async () => {
    const { status, body } = await api.call('/openapi.json');
    expect(status).toBe(200);
    expect(validated(body)).toEqual({ valid: true });
    expect(Object.keys(body.paths)).toEqual(expect.arrayContaining([...Object.keys(own().paths), '/v1/batch']));
  });

  it('describes every route once', () => {
    const body = own();
    const operations = Object.values(body.paths).flatMap((path) => Object.values(path));
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.sort()).toEqual([
      'countContactsMade',
      'findCustomers',
      'listAccounts',
      'listActivities',
      'listContacts',
      'listHandoffs',
      'listLeads',
      'listMemberships',
      'listOpportunities',
      'listOrders',
      'listPriceLists',
      'listProducts',
      'listQuarantine',
      'listQuotes',
      'listReassignments',
      'listTaxTables',
      'listTeams',
      'listTerms',
      'listTerritories',
      'readAttainment',
      'readForecast',
      'readForecastAccuracy',
      'readIdentity',
      'readMyDay',
      'readPipeline',
      'readProfile',
      'readStatus',
      'readTimeline',
    ]);
    for (const { operationId, responses, security } of operations) {
      // The status waits for no read model.
      const more = operationId === 'readStatus' ? ['default'] : ['400', '401', '403', '409', '504'];
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['200', '503', ...more]));
      expect(security).toBeDefined();
    }
  });
});

it('answers with the AsyncAPI document of the events', async () => {
  const { status, body } = await api.call('/asyncapi.json');
  expect({ status, body }).toMatchObject({ status: 200, body: { asyncapi: expect.stringMatching(/^3/) } });
});
