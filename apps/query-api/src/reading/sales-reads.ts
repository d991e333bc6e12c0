import {
  activityReads,
  attainmentReads,
  catalogueReads,
  forecastReads,
  handoffReads,
  orderReads,
  organisationReads,
  pipelineReads,
  quoteReads,
  recordReads,
  teamReads,
  type ActivityReads,
  type AttainmentReads,
  type CatalogueReads,
  type ForecastReads,
  type HandoffReads,
  type OrderReads,
  type OrganisationReads,
  type PipelineReads,
  type QuoteReads,
  type RecordReads,
  type TeamReads,
} from '@touchstone/read-models';

export const salesProjections = {
  records: 'sales-records',
  activity: 'activity',
  teams: 'sales-teams',
  pipeline: 'sales-pipeline',
  forecast: 'sales-forecast',
  attainment: 'quota-attainment',
  quote: 'quote',
  order: 'order',
  catalogue: 'sales-catalogue',
  organisation: 'sales-organisation',
};

export interface SalesReads {
  readonly records: RecordReads;
  readonly handoffs: HandoffReads;
  readonly activity: ActivityReads;
  readonly teams: TeamReads;
  readonly pipeline: PipelineReads;
  readonly forecast: ForecastReads;
  readonly attainment: AttainmentReads;
  readonly quote: QuoteReads;
  readonly order: OrderReads;
  readonly catalogue: CatalogueReads;
  readonly organisation: OrganisationReads;
}

const onceAsked = <Made>(make: () => Made): (() => Made) => {
  let made: Made | undefined;
  return () => (made ??= make());
};

/** `schemaOf` throws while a read model is being built: the others answer without it. */
export const salesReadsOf = (
  schemaOf: (name: string) => string,
  customers: { readonly identity: string; readonly profile: string },
): SalesReads => {
  const names = salesProjections;
  const records = onceAsked(() => recordReads(schemaOf(names.records), customers));
  const handoffs = onceAsked(() => handoffReads(schemaOf(names.records), customers));
  const activity = onceAsked(() => activityReads(schemaOf(names.activity), customers));
  const teams = onceAsked(() => teamReads(schemaOf(names.teams)));
  const pipeline = onceAsked(() => pipelineReads(schemaOf(names.pipeline), customers.identity));
  const forecast = onceAsked(() => forecastReads(schemaOf(names.forecast)));
  const attainment = onceAsked(() => attainmentReads(schemaOf(names.attainment), schemaOf(names.forecast)));
  const quote = onceAsked(() => quoteReads(schemaOf(names.quote), customers));
  const order = onceAsked(() => orderReads(schemaOf(names.order), customers));
  const catalogue = onceAsked(() => catalogueReads(schemaOf(names.catalogue)));
  const organisation = onceAsked(() => organisationReads(schemaOf(names.organisation)));
  return {
    get records() {
      return records();
    },
    get handoffs() {
      return handoffs();
    },
    get activity() {
      return activity();
    },
    get teams() {
      return teams();
    },
    get pipeline() {
      return pipeline();
    },
    get forecast() {
      return forecast();
    },
    get attainment() {
      return attainment();
    },
    get quote() {
      return quote();
    },
    get order() {
      return order();
    },
    get catalogue() {
      return catalogue();
    },
    get organisation() {
      return organisation();
    },
  };
};
