const endOfString = (text: string, start: number): number => {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text[before - 1] === '\\') before--;
    if ((end - before) % 2 === 0) return end;
  }
};

/**
 * Of JSON text that parses: the objects that name a member of theirs twice, as indexes; of the outermost object (depth 0)
 * index 0, of an array's members (depth 1) their own. JSON.parse keeps the last one and says nothing.
 */
export const objectsWithRepeatedMembers = (text: string, depth: 0 | 1): ReadonlySet<number> => {
  const found = new Set<number>();
  const names = new Set<string>();
  const colon = /\s*:/y;
  let level = 0;
  let index = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '{' || character === '[') {
      if (level === depth) names.clear();
      level += 1;
    } else if (character === '}' || character === ']') level -= 1;
    else if (character === ',' && level === depth) index += 1;
    else if (character === '"') {
      const start = at;
      at = endOfString(text, start);
      colon.lastIndex = at + 1;
      if (level !== depth + 1 || !colon.test(text)) continue;
      const name = JSON.parse(text.slice(start, at + 1)) as string;
      if (names.has(name)) found.add(index);
      names.add(name);
    }
  }
  return found;
};
