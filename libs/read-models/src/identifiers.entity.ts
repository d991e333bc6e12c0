import { code, table } from './table';

/** The plain value of an identity, as the box of `sealed_under` stated it. */
export const identifiers = table({
  tableName: 'identifiers',
  columns: {
    identity: { ...code, primary: true },
    sealed_under: { ...code, primary: true },
    type: { type: 'text' },
    value: { type: 'text' },
  },
  indices: [{ name: 'identifiers_sealed_under', columns: ['sealed_under'], where: 'sealed_under <> identity' }],
});
