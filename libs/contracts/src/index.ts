export type { Json, JsonObject } from './json';
export { release } from './release';
export { slotHolderSchemas } from './answers/slot-holders';
export type { SlotHolders, SlotHoldersPage } from './answers/slot-holders';
export type { BusTopic, TopicDrift } from './answers/bus-topics';
export { catalogue, definitionOf } from './catalogue';
export { defineEvent, personal, upcastToCurrent } from './events/define-event';
export type { EventData, EventDefinition, EventOf, Upcast } from './events/define-event';
export { customerStream, identityStream, sealedField, sealingId, streamCategory } from './events/envelope';
export type { EventMetadata, Origin, RecordedEvent, WireEvent } from './events/envelope';
export { decodeParticipant, encodeParticipant, identitiesInRole, roles } from './events/participants';
export type { Participant, Role } from './events/participants';
export { identifierPriority, isIdentifierType, isOrganisationType } from './identity/identifier-types';
export { organisationIdentifierTypes, personIdentifierTypes } from './identity/identifier-types';
export type { Identifier, IdentifierType } from './identity/identifier-types';
export { identityMessage, normaliseIdentifier } from './identity/normalise';
export { byIdentifierPriority } from './identity/primary-identity';
export { customerIdOf } from './identity/customer-id';
export {
  cannotLinkLifted,
  customerLinked,
  customerMerged,
  customerSplit,
  firstRules,
  mergeInstructed,
  pairStates,
  resolutionRules,
  rulesChanged,
  splitInstructed,
} from './identity/decisions';
export type { CustomerDecision, ResolutionRules } from './identity/decisions';
export { erasureRequested, identityErased } from './identity/erasure';
export { amountOfMoney, salesCode, salesCodePattern, share } from './sales/values';
export { salesEvents } from './sales/events';
export { happenedAt } from './sales/happened-at';
export { pipelinePublished, pipelineRetired, pipelineStage } from './sales/pipeline';
export type { PipelineEvent } from './sales/pipeline';
export {
  competitorNamed,
  nextStepPlanned,
  opportunityAssigned,
  opportunityEvents,
  opportunityLost,
  opportunityMoved,
  opportunityOpened,
  opportunityProduct,
  opportunityReopened,
  opportunityRescheduled,
  opportunityRevised,
  opportunityWon,
} from './sales/opportunity';
export type { OpportunityEvent, OpportunityProduct } from './sales/opportunity';
export { ratesSet, rateTableOpened } from './sales/rate-table';
export type { RateTableEvent } from './sales/rate-table';
export { quotaRevised, quotaSet, quotaWithdrawn } from './sales/quota';
export type { QuotaEvent } from './sales/quota';
export {
  addDecimals,
  compareDecimals,
  currency,
  decimal,
  minorUnits,
  unusualMinorUnits,
  money,
  multiplyDecimals,
  noCurrency,
  roundDecimal,
  roundToCurrency,
  subtractDecimals,
  toDecimal,
} from './money';
export type { Money } from './money';
export { canonicalJson } from './touchpoints/canonical-json';
export { eventTime } from './touchpoints/event-time';
export { meanings } from './touchpoints/meanings';
export type { Meaning } from './touchpoints/meanings';
export { cloudEventEmitterId, cloudEventIdOf, copyIdOf, eventIdOf, repairIdOf } from './touchpoints/message-id';
export {
  channels,
  interactionRecorded,
  meaningOf,
  orderCancelled,
  orderCompleted,
  orderRefunded,
  touchpointKinds,
} from './touchpoints/touchpoint-events';
export { leadAssigned, leadCaptured, leadDisqualified, leadEvents, leadQualified } from './sales/lead';
export type { LeadEvent } from './sales/lead';
export {
  contactAdded,
  contactChanged,
  contactEvents,
  contactJoinedAccount,
  contactLeftAccount,
  contactReassigned,
} from './sales/contact';
export type { ContactEvent } from './sales/contact';
export { accountChanged, accountEvents, accountMoved, accountOpened, accountReassigned } from './sales/account';
export type { AccountEvent } from './sales/account';
export { teamFormed, teamJoined, teamLeft } from './sales/team';
export type { TeamEvent } from './sales/team';
export { territoryDrawn, territoryGiven } from './sales/territory';
export type { TerritoryEvent } from './sales/territory';
export { assignmentRulesSet } from './sales/assignment-rules';
export type { AssignmentRule, AssignmentRulesEvent } from './sales/assignment-rules';
export {
  activityCancelled,
  activityDone,
  activityEvents,
  activityKinds,
  activityPlanned,
  activityReassigned,
  activityRescheduled,
  contactKinds,
} from './sales/activity';
export type { ActivityEvent } from './sales/activity';
export { departments, handoffAccepted, handoffEvents, handoffOffered, handoffReturned } from './sales/handoff';
export type { HandoffEvent } from './sales/handoff';
export {
  reassignable,
  reassignmentCompleted,
  reassignmentProgressed,
  reassignmentRequested,
} from './sales/reassignment';
export type { ReassignmentEvent } from './sales/reassignment';
export { leadIdentifier } from './sales/party';
export type { OrganisationTraits, PersonTraits } from './sales/party';
export { reaches, reachOf } from './sales/reach';
export type { Reach, SalesCaller } from './sales/reach';
export { CloudEventFault } from './cloud-events/cloud-event';
export type { CloudEvent, CloudEventFaultCode, ReceivedCloudEvent } from './cloud-events/cloud-event';
export { namedAttributes } from './cloud-events/attributes';
export { cloudEventsOfHttp, cloudEventsToHttpBatch, cloudEventToHttp } from './cloud-events/http-binding';
export type { EncodedHttp, HttpCloudEvents, HttpHeaders } from './cloud-events/http-binding';
export { cloudEventOfJson, cloudEventToJson } from './cloud-events/json-format';
export { cloudEventOfKafka, cloudEventToKafka } from './cloud-events/kafka-binding';
export type { EncodedKafka, KafkaRecord } from './cloud-events/kafka-binding';
export {
  departmentTopic,
  inboundGroup,
  inboundTopic,
  partitionCount,
  repositoryGroup,
  touchpointsTopic,
} from './topics';
export { decodeToken, encodeToken, headers } from './answers/freshness-token';
export type { FreshnessToken } from './answers/freshness-token';
export { deadLetterKinds, deadLetterSchemas, deadLetterStates } from './answers/dead-letters';
export type {
  DeadLetter,
  DeadLetterPage,
  DeadLetterSettled,
  DeadLetterState,
  DeadLetterStep,
  DeadLetterWithHistory,
} from './answers/dead-letters';
export { ingestLimits, rejectionCodes } from './answers/ingest-answer';
export { importedLines, importerCodes, lineOutcomes } from './answers/import-receipt';
export type {
  HourlyReceipt,
  ImportedLine,
  ImportedLines,
  ImporterCode,
  ImportReceipt,
  LineOutcome,
  SettledLines,
} from './answers/import-receipt';
export {
  buildComparison,
  buildStates,
  projectionBuild,
  projectionBuildSchemas,
  projectionBuildsPage,
} from './answers/projection-builds';
export type {
  BuildComparison,
  BuildState,
  BuildSwitched,
  DifferingRow,
  ProjectionBuild,
  ProjectionBuilds,
  ProjectionBuildsPage,
  TableComparison,
} from './answers/projection-builds';
export type { DatabaseDiagnosis, Diagnosis, ServiceDiagnosis } from './answers/diagnosis';
export type { ProjectionMarks, RelayMarks, RepositoryMarks, StoreMarks } from './answers/marks';
export type { IngestAnswer, Rejection, RejectionCode } from './answers/ingest-answer';
export type { Problem } from './answers/problem';
export type { EventCodec, PlainEvent, PlainRecorded } from './events/codec';
export { asyncapi } from './documents/asyncapi';
export { eventChannels } from './documents/channels';
export type { Channel } from './documents/channels';
export { eventSchemas } from './documents/json-schemas';
export type { EventSchema } from './documents/json-schemas';
export { partitionOf } from './partition';
export { lineBits, linesOfBits, linesPerBlock } from './line-bits';
export type { Localised } from './sales/localised';
export {
  productDiscontinued,
  productIntroduced,
  productSpecification,
  productSpecified,
  taxClass,
} from './sales/product';
export type { ProductSpecification } from './sales/product';
export { priceList, priceListPublished, priceListWithdrawn, salesChannel } from './sales/price-list';
export type { PriceList } from './sales/price-list';
export { salesTerms, termsPublished, termsWithdrawn } from './sales/terms';
export type { SalesTerms } from './sales/terms';
export { jurisdiction, taxTable, taxTablePublished } from './sales/tax-table';
export type { TaxTable } from './sales/tax-table';
export { pricedQuote, salesCustomer } from './sales/priced-quote';
export type { PricedLine, PricedQuote, SalesCustomer } from './sales/priced-quote';
export {
  declineReasons,
  quoteAccepted,
  quoteApprovalRefused,
  quoteApproved,
  quoteDeclined,
  quoteEvents,
  quotePrepared,
  quoteReassigned,
  quoteRevised,
  recipient,
} from './sales/quote';
export type { QuoteEvent, Recipient } from './sales/quote';
export {
  cancelReasons,
  orderReference,
  salesOrderCancelled,
  salesOrderEvents,
  salesOrderJoined,
  salesOrderPlaced,
  salesOrderReassigned,
  salesOrderRefunded,
  salesOrderReturned,
  salesOrderSource,
} from './sales/order';
export type { OrderReference, SalesOrderEvent } from './sales/order';
export { orderNumberReserved } from './sales/order-number';
export type { OrderNumberEvent } from './sales/order-number';
export { frontRoutes } from './front-door/routes';
export type { FrontRoute, AppName } from './front-door/routes';
export { patternOf, appFor } from './front-door/app-for';
