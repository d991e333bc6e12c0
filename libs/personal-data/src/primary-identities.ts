/** Role -> the identity whose key seals it: the first participant of that role (of `subject`: the primary identity). */
export const primaryIdentities = (participants: readonly string[]): ReadonlyMap<string, string> => {
  const first = new Map<string, string>();
  for (const text of participants) {
    const role = text.slice(0, text.indexOf(':'));
    if (!first.has(role)) first.set(role, text.slice(text.lastIndexOf(':') + 1));
  }
  return first;
};
