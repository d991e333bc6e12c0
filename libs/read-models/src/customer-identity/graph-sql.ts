import { isoTime } from '../reading/json-sql';

/** Instructions are few; a customer that was merged and split hundreds of times shows the latest. */
const mostInstructions = 500;
const mostPairs = 5_000;

const list = (rows: string, item: string, order: string) =>
  `coalesce((SELECT json_agg(${item} ORDER BY ${order}) FROM (${rows}) x), '[]'::json)`;

/** One JSON document about one customer; $1 is the survivor's id. */
export const graphSql = (schema: string, timelineSchema: string): string => {
  const mine = `SELECT identity FROM ${schema}.identity_customer WHERE customer_id = $1`;
  const identities = list(
    `SELECT c.identity, c.type, (SELECT min(i.value) FROM ${schema}.identifiers i WHERE i.identity = c.identity) AS value
       FROM ${schema}.identity_customer c WHERE c.customer_id = $1`,
    `json_build_object('identity', x.identity, 'type', x.type, 'value', x.value)`,
    'x.type, x.identity',
  );
  // The fact that states a pair stands in the timeline of both sides; an instruction stands in its own list.
  const evidenceAt = `coalesce(
    (SELECT e.occurred_at FROM ${timelineSchema}.entries e WHERE e.identity = p.left_identity AND e.event_id = p.evidence LIMIT 1),
    (SELECT n.instructed_at FROM ${schema}.instructions n WHERE n.event_id = p.evidence))`;
  const pairs = list(
    `SELECT p.*, ${evidenceAt} AS evidence_at FROM ${schema}.pairs p
      WHERE p.left_identity IN (${mine}) OR p.right_identity IN (${mine}) ORDER BY p.decided_at DESC LIMIT ${mostPairs}`,
    `json_build_object('left', x.left_identity, 'right', x.right_identity, 'state', x.state, 'rule', x.rule,
      'evidence', json_build_object('eventId', x.evidence, 'occurredAt', ${isoTime('x.evidence_at')}),
      'decidedAt', ${isoTime('x.decided_at')})`,
    'x.left_identity, x.right_identity',
  );
  const aliases = list(`SELECT alias FROM ${schema}.aliases WHERE customer_id = $1`, 'x.alias', 'x.alias');
  const decisions = list(
    `SELECT * FROM ${schema}.decisions WHERE customer_id = $1 ORDER BY position DESC LIMIT ${mostInstructions}`,
    `json_build_object('eventId', x.event_id, 'kind', x.kind, 'cause', x.cause, 'ruleVersion', x.rule_version,
      'decidedAt', ${isoTime('x.decided_at')})`,
    'x.position',
  );
  const memberships = list(
    `SELECT m.person, m.organisation, m.first_at, m.last_at, o.type, o.customer_id,
            (SELECT min(i.value) FROM ${schema}.identifiers i WHERE i.identity = m.organisation) AS value
       FROM ${schema}.memberships m LEFT JOIN ${schema}.identity_customer o ON o.identity = m.organisation
      WHERE m.person IN (${mine})`,
    `json_build_object('person', x.person, 'organisation', json_build_object('identity', x.organisation, 'type', x.type,
      'value', x.value, 'customerId', x.customer_id), 'firstAt', ${isoTime('x.first_at')}, 'lastAt', ${isoTime('x.last_at')})`,
    'x.organisation, x.person',
  );
  const instructions = list(
    `SELECT n.* FROM ${schema}.instructions n
      WHERE n.left_identities && ARRAY(${mine}) OR n.right_identities && ARRAY(${mine})
      ORDER BY n.position DESC LIMIT ${mostInstructions}`,
    `json_build_object('eventId', x.event_id, 'kind', x.kind, 'left', x.left_identities, 'right', x.right_identities,
      'by', x.instructed_by, 'reason', x.reason, 'at', ${isoTime('x.instructed_at')}, 'erased', x.erased)`,
    'x.position',
  );
  return `SELECT json_build_object('id', $1::uuid, 'identities', ${identities}, 'aliases', ${aliases}, 'pairs', ${pairs},
    'decisions', ${decisions}, 'memberships', ${memberships}, 'instructions', ${instructions})::text AS item WHERE EXISTS (${mine})`;
};
