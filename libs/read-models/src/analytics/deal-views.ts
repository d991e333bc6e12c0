import type { AnalystView, ReadSchemas } from './view';

const opportunities = ({ pipeline, identity }: ReadSchemas): AnalystView => ({
  name: 'opportunities',
  comment: 'One row per opportunity as it stands (read model sales-pipeline).',
  columns: [
    ['opportunity_id', 's.opportunity_id', 'uuid', 'Id of the opportunity.'],
    ['status', 's.status', 'text', 'open, won or lost.'],
    ['customer_id', 'c.customer_id', 'uuid', 'The customer: the contact who is talked to, else the account.'],
    ['account', 's.account', 'text', 'Id of the account that may buy.'],
    ['contact', 's.contact', 'text', 'Id of the contact who is talked to.'],
    ['lead_id', 's.lead_id', 'uuid', 'The lead that it came from.'],
    ['owner', 's.owner', 'text', 'The sales person whose opportunity it is.'],
    ['team', 's.team', 'text', 'The team that it counts for.'],
    ['pipeline_id', 's.pipeline_id', 'uuid', 'The pipeline that it passes.'],
    ['pipeline_version', 's.pipeline_version', 'int', 'The version under which it was moved.'],
    ['stage', 's.stage', 'text', 'Stage of the pipeline.'],
    ['probability', 's.probability', 'numeric', 'Of the stage, a share of one.'],
    ['amount', 's.amount', 'numeric', 'What it is worth if won; once it is won, what was sold.'],
    ['currency', 's.currency', 'text', 'ISO 4217.'],
    ['products', 's.products', 'jsonb', 'JSON list of { productId, quantity, amount }.'],
    ['competitors', 's.competitors', 'text[]', 'Competitors that the customer named.'],
    ['expected_close', 's.expected_close', 'text', 'Day on which it is expected to close.'],
    ['next_step_due', 's.next_step_due', 'text', 'Day by which the next step is due.'],
    ['opened_at', 's.opened_at', 'timestamptz', 'When it was opened.'],
    ['stage_since', 's.stage_since', 'timestamptz', 'Since when it is in its stage.'],
    ['closed_at', 's.closed_at', 'timestamptz', 'When it was won or lost.'],
    ['reason', 's.reason', 'text', 'Why it was won or lost, as a code.'],
    ['competitor', 's.competitor', 'text', 'Against whom it was won or to whom it was lost.'],
    ['margin', 's.margin', 'numeric', 'What of the amount is left after its costs.'],
    ['changed_at', 's.changed_at', 'timestamptz', 'When the latest fact about it happened.'],
    ['subject_identity', 's.subject', 'text', 'The identity that its facts name, as in identity_customer.'],
  ],
  from: `${pipeline}.opportunities s LEFT JOIN ${identity}.identity_customer c ON c.identity = s.subject`,
});

const stays = ({ pipeline }: ReadSchemas): AnalystView => ({
  name: 'opportunity_stays',
  comment: 'One row per stay of an opportunity in a stage.',
  columns: [
    ['opportunity_id', 's.opportunity_id', 'uuid', 'The opportunity.'],
    ['entered_at', 's.entered_at', 'timestamptz', 'When it came into the stage.'],
    ['left_at', 's.left_at', 'timestamptz', 'When it left it; null while it is there.'],
    ['pipeline_id', 's.pipeline_id', 'uuid', 'The pipeline.'],
    ['pipeline_version', 's.pipeline_version', 'int', 'The version under which it was moved.'],
    ['stage', 's.stage', 'text', 'The stage.'],
  ],
  from: `${pipeline}.stays s`,
});

const stages = ({ pipeline }: ReadSchemas): AnalystView => ({
  name: 'pipeline_stages',
  comment: 'The stages of every version of every pipeline.',
  columns: [
    ['pipeline_id', 's.pipeline_id', 'uuid', 'The pipeline.'],
    ['pipeline', 'p.name', 'text', 'Its name.'],
    ['version', 's.version', 'int', 'The version of the pipeline.'],
    ['ordinal', 's.ordinal', 'int', 'Place of the stage, from 0.'],
    ['stage', 's.stage', 'text', 'Short name of the stage.'],
    ['name', 's.name', 'text', 'Name of the stage.'],
    ['probability', 's.probability', 'numeric', 'That a deal of this stage is won, a share of one.'],
    ['latest', 's.version = p.version', 'boolean', 'True for the version that was published last.'],
    ['retired', 'p.retired', 'boolean', 'True when the pipeline takes no deals any more.'],
  ],
  from: `${pipeline}.pipeline_stages s JOIN ${pipeline}.pipelines p ON p.pipeline_id = s.pipeline_id`,
});

const spans = ({ forecast }: ReadSchemas): AnalystView => ({
  name: 'forecast_spans',
  comment:
    'How every opportunity stood at any moment (read model sales-forecast): as of T, the rows with from_at <= T < until_at. The weighted forecast is the sum of amount * probability of those that are open.',
  columns: [
    ['opportunity_id', 's.opportunity_id', 'uuid', 'The opportunity.'],
    ['from_at', 's.from_at', 'timestamptz', 'It stood so from this moment on,'],
    ['until_at', 's.until_at', 'timestamptz', 'and before this one; infinity for how it stands now.'],
    ['status', 's.status', 'text', 'open, won or lost.'],
    ['owner', 's.owner', 'text', 'Whose it was.'],
    ['team', 's.team', 'text', 'The team that it counted for.'],
    ['pipeline_id', 's.pipeline_id', 'uuid', 'The pipeline.'],
    ['stage', 's.stage', 'text', 'The stage.'],
    ['probability', 's.probability', 'numeric', 'Of the stage under its version, a share of one.'],
    ['amount', 's.amount', 'numeric', 'What it was worth.'],
    ['currency', 's.currency', 'text', 'ISO 4217: never sum two of them.'],
    ['products', 's.products', 'jsonb', 'JSON list of { productId, quantity, amount }.'],
    ['expected_close', 's.expected_close', 'text', 'Day on which it was expected to close.'],
  ],
  from: `${forecast}.spans s`,
});

const rates = ({ forecast }: ReadSchemas): AnalystView => ({
  name: 'exchange_rates',
  distinct: 'DISTINCT ON (s.rate_table_id, s.currency, s.from_day)',
  comment: 'Rates by which currencies are converted: on a day, the latest that began by then.',
  columns: [
    ['rate_table_id', 's.rate_table_id', 'uuid', 'The rate table.'],
    ['rate_table', 't.name', 'text', 'Its name.'],
    ['base', 't.base', 'text', 'The currency into which it converts.'],
    ['currency', 's.currency', 'text', 'The currency that is converted.'],
    ['from_day', 's.from_day', 'text', 'First day on which the rate holds.'],
    ['rate', 's.rate', 'numeric', 'What one of the currency is in the base.'],
  ],
  from: `${forecast}.rates s JOIN ${forecast}.rate_tables t ON t.rate_table_id = s.rate_table_id`,
  orderBy: 's.rate_table_id, s.currency, s.from_day, s.position DESC',
});

const quotas = ({ attainment }: ReadSchemas): AnalystView => ({
  name: 'quotas',
  comment: 'What sales people and teams are to win (read model quota-attainment).',
  columns: [
    ['quota_id', 's.quota_id', 'uuid', 'The quota.'],
    ['holder_kind', 's.holder_kind', 'text', 'rep or team.'],
    ['holder', 's.holder', 'text', 'The sales person or the team.'],
    ['from_day', 's.from_day', 'text', 'First day that counts.'],
    ['until_day', 's.until_day', 'text', 'First day that counts no more.'],
    ['amount', 's.amount', 'numeric', 'What is to be won.'],
    ['currency', 's.currency', 'text', 'ISO 4217.'],
    ['withdrawn', 's.withdrawn', 'boolean', 'True when it holds no more.'],
  ],
  from: `${attainment}.quotas s`,
});

const bookings = ({ attainment }: ReadSchemas): AnalystView => ({
  name: 'bookings',
  comment:
    'What counts towards quotas: a win on its day, and the same amount back on the day on which it is reopened. Attainment is the sum of bookings of the holder in the period over the quota.',
  columns: [
    ['event_id', 's.event_id', 'uuid', 'The event that won or reopened the deal.'],
    ['kind', 's.kind', 'text', 'won, or back: a win that counts no longer.'],
    ['opportunity_id', 's.opportunity_id', 'uuid', 'The opportunity.'],
    ['booked_at', 's.booked_at', 'timestamptz', 'When it counts.'],
    ['recorded_at', 's.recorded_at', 'timestamptz', 'When it was recorded; after the period it was late.'],
    ['owner', 's.owner', 'text', 'For whom it counts.'],
    ['team', 's.team', 'text', 'For which team.'],
    ['amount', 's.amount', 'numeric', 'Negative when it counts back.'],
    ['currency', 's.currency', 'text', 'ISO 4217: never sum two of them.'],
  ],
  from: `${attainment}.bookings s`,
});

/** Opportunities, forecast and quotas. */
export const dealViews = (schemas: ReadSchemas): readonly AnalystView[] =>
  [opportunities, stays, stages, spans, rates, quotas, bookings].map((view) => view(schemas));
