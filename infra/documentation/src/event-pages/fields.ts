/** The keywords that the schemas of events use. */
export interface FieldSchema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly maxLength?: number;
  readonly items?: FieldSchema;
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly additionalProperties?: FieldSchema | boolean;
  readonly required?: readonly string[];
  /** Role whose key seals the field. */
  readonly personal?: string;
  readonly $ref?: string;
}

export interface Field {
  /** `lines[].price`: the price of each of the lines. */
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  /** Role whose key seals it; undefined where it stays clear. */
  readonly sealedFor: string | undefined;
  readonly meaning: string;
}

const typeOf = (schema: FieldSchema): string => {
  if (schema.enum) return `one of ${schema.enum.map((value) => `\`${String(value)}\``).join(', ')}`;
  if (schema.type === 'array') return schema.items?.properties ? 'list' : `list of ${typeOf(schema.items ?? {})}`;
  if (schema.properties) return 'object';
  if (schema.type === 'object') {
    const { additionalProperties: values } = schema;
    return typeof values === 'object' && values.type ? `object of ${typeOf(values)}` : 'any JSON object';
  }
  const plain = schema.title ?? schema.format ?? (schema.type === 'string' ? 'text' : (schema.type ?? 'any JSON'));
  return schema.maxLength === undefined ? plain : `${plain}, at most ${schema.maxLength} characters`;
};

/** Every field of an object and of what lies in it, in the order of the schema. */
export const fieldsOf = (schema: FieldSchema, path = '', inherited?: string): Field[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, of]) => {
    const sealedFor = of.personal ?? inherited;
    const at = `${path}${name}`;
    const field: Field = {
      path: at,
      type: typeOf(of),
      required: schema.required?.includes(name) ?? false,
      sealedFor,
      meaning: of.description ?? '',
    };
    return [field, ...fieldsOf(of, `${at}.`, sealedFor), ...fieldsOf(of.items ?? {}, `${at}[].`, sealedFor)];
  });
