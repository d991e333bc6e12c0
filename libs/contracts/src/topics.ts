/** Fixed at birth: another count would move keys to other partitions and lose their order. */
export const partitionCount = 24;
/** Touchpoints from the gateway. A department's facts travel on a topic of their own. */
export const touchpointsTopic = 'touchpoints';
export const departmentTopic = (department: string): string => `department.${department}`;
/** Consumer group of the customer repository's workers. */
export const repositoryGroup = 'customer-repository';
/** Any client may produce CloudEvents to it in the name of the source, where the bus is Kafka. */
export const inboundTopic = (sourceId: string): string => `inbound.${sourceId}`;
/** Consumer group of the gateways that read inbound topics. */
export const inboundGroup = 'touchpoint-gateway';
