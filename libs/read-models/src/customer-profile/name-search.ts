// Letters that Unicode does not take apart into a base letter and an accent.
const folded: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
};
const foldable = new RegExp(`[${Object.keys(folded).join('')}]`, 'g');
// Accents of Latin, Greek and Cyrillic; points of Hebrew and Arabic, and the Arabic stretch. Vowel signs of other scripts stay.
const marks = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0640]/g;
const apostrophes = /(?<=\p{L})['’ʼ`´](?=\p{L})/gu;
const words = /[\p{L}\p{M}\p{N}]+/gu;
const withoutSpaces =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー々]+|[^\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー々]+/gu;
const spaceless = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー々]/u;
const longest = 64;

/** Without case and accents: what two spellings of one name share. */
export const foldName = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(marks, '')
    .normalize('NFC')
    .replace(foldable, (letter) => folded[letter] ?? letter)
    .replace(apostrophes, '');

const pairs = (run: string): string[] => {
  const characters = [...run];
  return characters.length === 1 ? [run] : characters.slice(1).map((character, at) => `${characters[at]}${character}`);
};

const runsOf = (text: string): string[] =>
  (foldName(text).match(words) ?? []).flatMap((word) => word.match(withoutSpaces) ?? []);

const cut = (word: string): string => [...word].slice(0, longest).join('');
const distinct = (tokens: string[], most: number): string[] => [...new Set(tokens)].slice(0, most);

/**
 * What a name is found by: its words; of scripts that write no spaces, every pair of neighbouring characters, and the
 * last one alone, so that a single character finds it by its beginning wherever it stands.
 */
export const nameTokens = (name: string): string[] =>
  distinct(
    runsOf(name).flatMap((run) => (spaceless.test(run) ? [...pairs(run), [...run].at(-1) ?? ''] : [cut(run)])),
    100,
  );

/** What a search asks for; each of them must begin a token of the name. */
export const searchTokens = (text: string): string[] =>
  distinct(
    runsOf(text).flatMap((run) => (spaceless.test(run) ? pairs(run) : [cut(run)])),
    16,
  );

/** Everything that begins with `token` sorts before this, in bytes. */
export const prefixEnd = (token: string): string => `${token}\u{10ffff}`;
