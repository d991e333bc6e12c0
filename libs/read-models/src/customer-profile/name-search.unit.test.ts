import { nameTokens, prefixEnd, searchTokens } from './name-search';

const bytes = (text: string) => Buffer.from(text);
/** As the database asks: every token of the search begins a token of the name. */
const finds = (search: string, name: string): boolean =>
  searchTokens(search).every((asked) =>
    nameTokens(name).some(
      (token) => bytes(token).compare(bytes(asked)) >= 0 && bytes(token).compare(bytes(prefixEnd(asked))) < 0,
    ),
  );

it.each([
  ['jose', 'José Álvarez'],
  ['ALVAREZ jo', 'José Álvarez'],
  ['strasse', 'Anna Straße'],
  ['obrien', 'Conan O’Brien'],
  ["o'brien", 'Conan OBrien'],
  ['lodz', 'Łódź GmbH'],
  ['istanbul', 'İSTANBUL'],
  ['елена', 'Елёна'],
  ['αθηνα', 'Αθηνά'],
  ['田中', '田中太郎'],
  ['太', '田中太郎'],
  ['郎', '田中太郎'],
  ['中太', '田中太郎'],
  ['สมชาย', 'สมชายใจดี'],
  ['김', '김민수'],
  ['田中 smith', 'Smith田中'],
  ['ﬁn', 'Finn'],
])('%s finds %s', (search, name) => expect(finds(search, name)).toBe(true));

it.each([
  ['jose maria', 'José Álvarez'],
  ['varez', 'José Álvarez'],
  ['田太', '田中太郎'],
  ['中郎', '田中太郎'],
])('%s does not find %s', (search, name) => expect(finds(search, name)).toBe(false));

it('asks for nothing when nothing can be asked for', () => expect(searchTokens(' -- !? ')).toEqual([]));
it('keeps a long text bounded', () => {
  expect(nameTokens('山田'.repeat(5_000)).length).toBeLessThanOrEqual(100);
  expect(searchTokens('a b c d e f g h i j k l m n o p q r s t').length).toBe(16);
  expect(nameTokens('x'.repeat(1_000))).toEqual(['x'.repeat(64)]);
});
