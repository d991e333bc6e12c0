import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  Kafka,
  logLevel,
  ResourcePatternTypes,
} from 'kafkajs';

export type Operation = 'Read' | 'Write' | 'Create' | 'Delete' | 'Describe' | 'DescribeConfigs';

export interface Grant {
  readonly user: string;
  readonly operations: readonly Operation[];
  /** Names of topics or of groups, or what those names begin with. */
  readonly topics?: readonly string[];
  readonly groups?: readonly string[];
  readonly prefixed?: boolean;
}

const typeOf = (operation: Operation): AclOperationTypes =>
  AclOperationTypes[operation.replace(/(?!^)(?=[A-Z])/g, '_').toUpperCase() as keyof typeof AclOperationTypes];

/** Adds ACLs, as `kafka-acls --add` does; `brokers` are of a listener on which that is allowed. */
export const allow = async (brokers: string, grants: readonly Grant[]): Promise<void> => {
  const acl = grants.flatMap(({ user, operations, topics = [], groups = [], prefixed = false }) => {
    const resources = [
      ...topics.map((resourceName) => ({ resourceName, resourceType: AclResourceTypes.TOPIC })),
      ...groups.map((resourceName) => ({ resourceName, resourceType: AclResourceTypes.GROUP })),
    ];
    return resources.flatMap((resource) =>
      operations.map((operation) => ({
        ...resource,
        resourcePatternType: prefixed ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
        principal: `User:${user}`,
        host: '*',
        operation: typeOf(operation),
        permissionType: AclPermissionTypes.ALLOW,
      })),
    );
  });
  const admin = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    await admin.createAcls({ acl });
  } finally {
    await admin.disconnect();
  }
};
