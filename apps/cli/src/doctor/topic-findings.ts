import type { BusTopic, TopicDrift } from '@touchstone/contracts';
import { warning, type Finding } from './finding';

const remedyOf = (topic: string, { setting, wanted, found }: TopicDrift): string => {
  if (setting === 'partitions')
    return `Keys would move and lose their order, so it is never changed in place: let everything be handled, stop gateway and customer-repository, delete the topic, start them, and they make it with ${wanted}`;
  if (setting === 'replication')
    return `Give it more copies: kafka-reassign-partitions --bootstrap-server <broker> --reassignment-json-file <plan with ${wanted} replicas of each partition> --execute; until then a broker that dies for good takes messages along`;
  const set = `kafka-configs --bootstrap-server <broker> --alter --entity-type topics --entity-name ${topic} --add-config ${setting}=${wanted}`;
  if (setting !== 'min.insync.replicas') return set;
  return Number(found) > Number(wanted)
    ? `One broker that is down stops every publication: ${set}`
    : `A message counts as published when one broker has it: ${set}`;
};

/** Of each topic that is not as it should be: what it has, what it should have, and how to get there. */
export const ofTopics = (topics: readonly BusTopic[]): Finding[] =>
  topics.flatMap(({ topic, drift }) =>
    drift.map((one) =>
      warning(`Topic ${topic} has ${one.setting} ${one.found}, and should have ${one.wanted}.`, remedyOf(topic, one)),
    ),
  );
