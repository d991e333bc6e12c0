import { z } from 'zod';

/** Language (ISO 639-1) -> text. */
export const localised = z
  .record(z.string().regex(/^[a-z]{2}$/), z.string().min(1).max(20_000))
  .meta({ title: 'text by language' });
export type Localised = z.output<typeof localised>;
