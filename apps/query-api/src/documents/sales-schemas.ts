import { forecastGroups } from '@touchstone/read-models';
import { salesRecordSchemas } from './sales-record-schemas';
import { salesSetupSchemas } from './sales-setup-schemas';
import { listOf, object, pageOf, ref, type Schema } from './schemas';

const text = { type: 'string' };
const maybeText = { type: ['string', 'null'] };
const count = { type: 'integer', minimum: 0 };
const uuid = { type: 'string', format: 'uuid' };
const maybeUuid = { type: ['string', 'null'], format: 'uuid' };
const time = { type: 'string', format: 'date-time' };
const maybeTime = { type: ['string', 'null'], format: 'date-time' };
const decimal = { type: 'string', pattern: '^-?\\d+(\\.\\d+)?$' };
const maybeDecimal = { ...decimal, type: ['string', 'null'] };
const share = { type: ['number', 'null'] };
const sums = { count, amount: decimal, weighted: decimal };
const converted = object({ currency: text, amount: decimal, weighted: decimal, unconverted: listOf(text) });
const lateFacts = object({ count, imported: count });
const rates = listOf(object({ currency: text, rate: decimal, from: text }));

/** JSON Schemas of the answers about sales. */
export const salesSchemas: Readonly<Record<string, Schema>> = {
  ...salesRecordSchemas,
  ...salesSetupSchemas,
  Opportunity: object({
    id: uuid,
    status: { enum: ['open', 'won', 'lost'] },
    account: maybeText,
    contact: maybeText,
    leadId: maybeUuid,
    customerId: maybeUuid,
    owner: maybeText,
    team: maybeText,
    pipeline: maybeUuid,
    pipelineVersion: { type: ['integer', 'null'], description: 'The version that it was moved under.' },
    stage: maybeText,
    probability: maybeDecimal,
    amount: ref('Amount'),
    products: listOf({ type: 'object' }),
    competitors: listOf(text),
    expectedClose: text,
    nextStepDue: maybeText,
    openedAt: time,
    stageSince: time,
    closedAt: maybeTime,
    reason: maybeText,
    competitor: maybeText,
    margin: maybeDecimal,
    changedAt: time,
    incomplete: { type: 'boolean', description: 'A fact of it could not be read.' },
  }),
  OpportunityPage: pageOf('Opportunity'),
  PipelineStages: object({
    items: listOf(
      object({
        pipeline: uuid,
        name: maybeText,
        stage: maybeText,
        currency: text,
        ...sums,
        daysInStage: { type: 'number', description: 'On average, since they came into the stage.' },
      }),
    ),
  }),
  Forecast: object(
    {
      asOf: time,
      by: { enum: forecastGroups },
      groups: listOf(
        object({ key: maybeText, sums: listOf(object({ currency: text, ...sums })), converted }, ['converted']),
      ),
      converted,
      rates: { ...rates, description: 'By which it was converted, and since when they hold.' },
      lateFacts: {
        ...lateFacts,
        description:
          'Facts about what is asked for that happened by then and were recorded more than a minute later, after the moment; and rates for its day that were set after it.',
      },
    },
    ['converted', 'rates'],
  ),
  ForecastAccuracy: object({
    items: listOf(
      object(
        {
          ...{ period: text, from: text, until: text, currency: text, forecast: decimal, actual: decimal, rates },
          unconverted: { ...listOf(text), description: 'Currencies that no rate converts; they are left out.' },
        },
        ['rates', 'unconverted'],
      ),
    ),
    errors: listOf(object({ currency: text, mape: share, bias: share })),
  }),
  Attainment: object({
    asOf: time,
    items: listOf(
      object({
        quota: uuid,
        kind: { enum: ['rep', 'team'] },
        holder: text,
        from: text,
        until: text,
        amount: decimal,
        currency: text,
        won: decimal,
        attainment: maybeDecimal,
        late: { ...count, description: 'Bookings of the period that were recorded only after it had ended.' },
        lateAmount: decimal,
        unconverted: listOf(ref('Amount')),
        rates,
      }),
    ),
    next: { ...maybeText, description: 'Cursor of the page after this one.' },
    lateFacts: {
      ...lateFacts,
      description:
        'What was set, revised or withdrawn of these quotas only after the moment, and rates for its day that were set after it: none of it counts.',
    },
  }),
};
