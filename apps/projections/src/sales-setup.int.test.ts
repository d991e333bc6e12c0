import {
  priceListPublished,
  priceListWithdrawn,
  productDiscontinued,
  productIntroduced,
  productSpecified,
  reassignmentCompleted,
  reassignmentProgressed,
  reassignmentRequested,
  taxTablePublished,
  termsPublished,
  termsWithdrawn,
  territoryDrawn,
  territoryGiven,
} from '@touchstone/contracts';
import {
  catalogueReads,
  organisationReads,
  salesCatalogue,
  salesOrganisation,
  schemaOf,
} from '@touchstone/read-models';
import { listBuilds, requestRebuild, requestRepairs } from '@touchstone/subscriptions';
import { eventually, testDatabase } from '@touchstone/testing';
import { departmentProjections } from './live-projections';
import { keyOf } from './sales-facts/sales-keys';
import { followStore, onDay, type Setup } from './sales-setup.test-data';

const models = [salesCatalogue, salesOrganisation];
const projections = departmentProjections.sales.filter(({ name }) => models.some((one) => one.name === name));
const idOf = (n: number) => `0190f3c4-0000-7000-8000-${String(n).padStart(12, '0')}`;
const by = 'cleo';

let setup: Setup;
beforeAll(async () => {
  setup = await followStore(await testDatabase(), await testDatabase(), eventually, projections);
});
afterAll(() => setup.close());
const append = (stream: string, data: unknown) => setup.append(stream, data);
const settled = async () => {
  await setup.level();
  expect(setup.spoiled).toEqual([]);
};

const catalogue = catalogueReads(salesCatalogue.schema);
const organisation = organisationReads(salesOrganisation.schema);
type Row = Readonly<Record<string, unknown>>;
const shown = (items: readonly { readonly item: string }[]): Row[] => items.map(({ item }) => JSON.parse(item) as Row);

const specification = (version: number, name: string) => {
  const said = { unit: 'piece', taxClass: 'standard', attributes: { power: '250 W' } };
  return { version, name: { en: name }, ...said };
};

it('shows products with every version of their specification', async () => {
  const productId = idOf(1);
  const stream = `product-${productId}`;
  const introducedAt = onDay(1);
  await append(
    stream,
    productIntroduced({ productId, sku: 'P-250', specification: specification(1, 'Pump'), by, introducedAt }),
  );
  await append(
    stream,
    productSpecified({ productId, specification: specification(2, 'Strong pump'), by, specifiedAt: onDay(2) }),
  );
  await append(stream, productDiscontinued({ productId, by, discontinuedAt: onDay(3) }));
  await settled();
  const found = shown(
    await catalogue.products(setup.pool, { sku: 'P-250', sort: 'sku', descending: false }, undefined, 5),
  );
  expect(found).toEqual([
    {
      ...{ id: productId, sku: 'P-250', status: 'discontinued', ...specification(2, 'Strong pump') },
      ...{ introducedAt, specifiedAt: onDay(2), discontinuedAt: onDay(3), changedAt: onDay(3), incomplete: false },
    },
  ]);
  const { rows } = await setup.pool.query(
    `SELECT version, name, specified_by FROM ${salesCatalogue.schema}.product_specifications ORDER BY version`,
  );
  expect(rows).toEqual([
    { version: 1, name: { en: 'Pump' }, specified_by: by },
    { version: 2, name: { en: 'Strong pump' }, specified_by: by },
  ]);
});

it('shows every version of a price list; a withdrawal ends those that were published until then', async () => {
  const price = { productId: idOf(1), price: '19.99' };
  // Equal quantities in two spellings are two prices of the fact.
  const prices = ['0', '1', '1.0'].map((minimumQuantity) => ({ ...price, minimumQuantity }));
  const list = (version: number) => ({
    code: 'retail',
    version,
    channels: [],
    accounts: ['a-1'],
    from: onDay(1),
    prices,
  });
  const publish = (version: number, day: number) =>
    append('price_list-EUR', priceListPublished({ currency: 'EUR', list: list(version), by, publishedAt: onDay(day) }));
  const first = await publish(1, 1);
  await append('price_list-EUR', priceListWithdrawn({ currency: 'EUR', code: 'retail', by, withdrawnAt: onDay(2) }));
  const second = await publish(2, 3);
  await settled();
  const asked = { sort: 'publishedAt', descending: false } as const;
  const found = shown(await catalogue.priceLists(setup.pool, { ...asked, product: idOf(1) }, undefined, 5));
  expect(found).toMatchObject([
    { id: first, currency: 'EUR', version: 1, prices: 3, accounts: ['a-1'], to: null, withdrawnAt: onDay(2) },
    { id: second, currency: 'EUR', version: 2, prices: 3, withdrawnAt: null },
  ]);
  const on = shown(await catalogue.priceLists(setup.pool, { ...asked, on: onDay(2) }, undefined, 5));
  expect(on).toEqual([]);
});

it('shows every version of terms and of tax tables', async () => {
  const terms = (version: number) => {
    const days = { paymentDays: 30, validDays: 14, discountLimit: '10' };
    return { code: 'standard', version, channels: ['web' as const], from: onDay(1), text: { en: 'Ours' }, ...days };
  };
  await append('terms-sales', termsPublished({ terms: terms(1), by, publishedAt: onDay(1) }));
  await append('terms-sales', termsWithdrawn({ code: 'standard', by, withdrawnAt: onDay(2) }));
  await append('terms-sales', termsPublished({ terms: terms(2), by, publishedAt: onDay(3) }));
  const table = { version: 1, from: onDay(1), rates: [{ taxClass: 'standard', rate: '19' }] };
  await append('tax_table-DE', taxTablePublished({ jurisdiction: 'DE', table, by, publishedAt: onDay(1) }));
  await settled();
  const asked = { sort: 'publishedAt', descending: false } as const;
  expect(shown(await catalogue.terms(setup.pool, asked, undefined, 5))).toMatchObject([
    { ...terms(1), withdrawnAt: onDay(2) },
    { ...terms(2), withdrawnAt: null, to: null, publishedBy: by },
  ]);
  expect(shown(await catalogue.taxTables(setup.pool, asked, undefined, 5))).toMatchObject([
    { jurisdiction: 'DE', ...table, publishedBy: by },
  ]);
});

it('shows who covers a territory by day: who was named last for a day', async () => {
  const territoryId = idOf(2);
  const stream = `territory-${territoryId}`;
  await append(stream, territoryDrawn({ territoryId, code: 'nordics', countries: ['DK', 'SE'], by }));
  for (const [person, from] of [
    ['ana', '2026-01-01'],
    ['cleo', '2026-07-01'],
    ['ben', '2026-07-01'],
  ] as const)
    await append(stream, territoryGiven({ territoryId, person, from, by }));
  await settled();
  const on = async (day: string) =>
    shown(await organisation.territories(setup.pool, { on: day, sort: 'code', descending: false }, undefined, 5))[0]?.[
      'coveredBy'
    ];
  expect([await on('2025-12-31'), await on('2026-06-30'), await on('2026-07-01')]).toEqual([null, 'ana', 'ben']);
});

it('shows reassignments as far as they are carried out', async () => {
  const reassignmentId = idOf(3);
  const stream = `reassignment-${reassignmentId}`;
  const records = [1, 2, 3].map((n) => ({ kind: 'lead' as const, id: idOf(n) }));
  const refused = [{ kind: 'lead' as const, id: idOf(2), rule: 'lead-closed' }];
  const asked = { sort: 'requestedAt', descending: false } as const;
  const found = async () => {
    await settled();
    return shown(await organisation.reassignments(setup.pool, asked, undefined, 5));
  };
  await append(stream, reassignmentRequested({ reassignmentId, to: 'ben', records, by, requestedAt: onDay(1) }));
  await append(stream, reassignmentProgressed({ reassignmentId, done: 2, refused }));
  expect(await found()).toMatchObject([{ status: 'running', total: 3, done: 2, moved: 1, refused, completedAt: null }]);
  await append(stream, reassignmentProgressed({ reassignmentId, done: 3, refused: [] }));
  await append(stream, reassignmentCompleted({ reassignmentId, completedAt: onDay(2) }));
  expect(await found()).toMatchObject([{ status: 'completed', done: 3, moved: 2, refused, completedAt: onDay(2) }]);
});

it('marks a table of which a fact cannot be folded', async () => {
  const publish = (version: number) => {
    const table = { version, from: onDay(1), rates: [{ taxClass: 'standard', rate: '20' }] };
    return append('tax_table-GB', taxTablePublished({ jurisdiction: 'GB', table, by, publishedAt: onDay(1) }));
  };
  await publish(1);
  const tooLarge = await publish(3_000_000_000);
  await setup.level();
  expect(setup.spoiled.splice(0)).toEqual([expect.stringContaining(tooLarge)]);
  const asked = { jurisdiction: 'GB', sort: 'jurisdiction', descending: false } as const;
  expect(shown(await catalogue.taxTables(setup.pool, asked, undefined, 5))).toMatchObject([{ incomplete: true }]);
});

it('a repair folds a record again, also one with a name of its own', async () => {
  const rowsOf = async () => {
    const tables = salesCatalogue.tables.map(({ tableName }) => `${salesCatalogue.schema}.${tableName}`);
    const all = tables.map((one) => setup.pool.query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${one} t`));
    return (await Promise.all(all)).flatMap(({ rows }) => rows.map(({ row }) => row)).sort();
  };
  const before = await rowsOf();
  for (const [table, row] of [
    ['products', `sku = 'P-250'`],
    ['price_lists', `currency = 'EUR'`],
    ['sales_terms', 'true'],
    ['tax_tables', `jurisdiction = 'DE'`],
  ] as const)
    await setup.pool.query(`UPDATE ${salesCatalogue.schema}.${table} SET version = 77 WHERE ${row}`);
  expect(await rowsOf()).not.toEqual(before);
  const repairs = { pool: setup.pool, schema: 'touchstone', projections, by: 'a test' };
  for (const record of [idOf(1), 'EUR', 'sales', 'DE']) await requestRepairs({ ...repairs, identity: keyOf(record) });
  await eventually('the rows are as they were', rowsOf, (rows) => JSON.stringify(rows) === JSON.stringify(before));
});

it('each is built afresh beside the live one, row by row the same', async () => {
  const rebuilds = { pool: setup.pool, schema: 'touchstone', projections };
  for (const { name } of models) await requestRebuild({ ...rebuilds, projection: name, slots: 2, by: 'a test' });
  await eventually(
    'the builds are level',
    async () =>
      (await listBuilds(rebuilds, setup.store)).flatMap((one) => one.builds.filter(({ build }) => build === '1.2')),
    (all) => all.length === models.length && all.every((one) => one.levelAt != null),
  );
  for (const { name, schema, tables } of models)
    for (const { tableName } of tables) {
      const next = schemaOf(name, 1, 2);
      const differing = (a: string, b: string) =>
        `SELECT * FROM ${a}.${tableName} EXCEPT SELECT * FROM ${b}.${tableName}`;
      for (const text of [differing(schema, next), differing(next, schema)])
        expect((await setup.pool.query(text)).rows).toEqual([]);
    }
});
