/** Versions stand side by side, so the schema is part of an entity's name; a dot would name a property of an alias. */
export const entityName = (schema: string, tableName: string): string => `${schema}/${tableName}`;
