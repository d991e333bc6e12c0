/** Fixed at birth: another count would move keys to other partitions and lose their order. */
export const partitionCount = 24;
/** Touchpoints from the gateway. A department's facts travel on a topic of their own. */
export const touchpointsTopic = 'touchpoints';
export const departmentTopic = (department: string): string => `department.${department}`;
/** Consumer group of the customer repository's workers. */
export const repositoryGroup = 'customer-repository';
