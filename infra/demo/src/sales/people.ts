/** Whom the play is about; all of it invented, the same in every run. */
export const reps = ['ana', 'ben', 'dora'] as const;
export const manager = 'cleo';

const first = ['Ada', 'Bea', 'Cem', 'Dan', 'Eva', 'Finn', 'Gil', 'Hana', 'Ivo', 'Jan'];
const last = ['Berg', 'Costa', 'Dahl', 'Ekman', 'Fischer', 'Garcia'];
const companies = ['Northwind Pumps', 'Blue Harbour', 'Alder Mills', 'Tern Optics', 'Granite Works'];
const countries = ['DK', 'DE', 'GB'];
const channels = ['web', 'phone', 'email', 'store'];

export interface Prospect {
  readonly name: string;
  readonly email: string;
  readonly company: string;
  readonly country: string;
  readonly channel: string;
}

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

export const prospects = (count: number, play: string): Prospect[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `${at(first, index)} ${at(last, Math.floor(index / first.length))}`,
    email: `${at(first, index)}.${index}@${play}.example.org`.toLowerCase(),
    company: `${at(companies, index)} ${1 + Math.floor(index / companies.length)}`,
    country: at(countries, index),
    channel: at(channels, index),
  }));
