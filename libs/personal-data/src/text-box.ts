import { boxFor, boxGeneration, openBox, sealBox } from './box';
import { keyId, type Vault } from './vault';

/** What a single box is bound to: whose key seals it, the id of the record that holds it, and what it is. */
export interface BoxName {
  readonly identity: string;
  readonly id: string;
  /** As `rejection` or `answer`: a box of one purpose does not open as another. */
  readonly purpose: string;
}

/** Seals single texts (stored answers, rejections, snapshots) under the keys of the vault, in one query at most. */
export const sealTexts = async (
  vault: Vault,
  texts: readonly (BoxName & { readonly text: string })[],
): Promise<Buffer[]> => {
  const keys = await vault.sealingKeys(texts.map(({ identity }) => identity));
  return texts.map(({ identity, id, purpose, text }) =>
    sealBox(keys.get(identity)!, text, boxFor(id, purpose, identity)),
  );
};

/** Opens single boxes; undefined where the key is gone ("erased"). Throws BoxUnreadable. */
export const openTexts = async (
  vault: Vault,
  boxes: readonly (BoxName & { readonly box: Buffer })[],
): Promise<(string | undefined)[]> => {
  const named = boxes.map((one) => ({ ...one, generation: boxGeneration(one.box) }));
  const keys = await vault.openingKeys(named);
  return named.map(({ identity, generation, id, purpose, box }) => {
    const key = keys.get(keyId(identity, generation));
    return key && openBox(key, box, boxFor(id, purpose, identity));
  });
};

export const sealText = async (vault: Vault, name: BoxName, text: string): Promise<Buffer> =>
  (await sealTexts(vault, [{ ...name, text }]))[0]!;
export const openText = async (vault: Vault, name: BoxName, box: Buffer): Promise<string | undefined> =>
  (await openTexts(vault, [{ ...name, box }]))[0];
