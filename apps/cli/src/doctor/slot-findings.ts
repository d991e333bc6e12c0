import type { SlotHolders, SlotHoldersPage } from '@touchstone/contracts';
import { error, seconds, touchstone, warning, type Finding } from './finding';

/** A slot that moves, or whose holder was killed a lease ago, is without one for a while. */
const graceMs = 15_000;

const consequence: Record<SlotHolders['state'], string> = {
  live: 'what it answers gets older',
  building: 'it is not built',
  previous: 'it cannot be switched back to',
  dropping: 'it goes',
};

const freeOf = ({ slots }: SlotHolders, now: number) =>
  slots.filter(({ holder, freeSince }) => holder === null && !(now - Date.parse(freeSince ?? '') < graceMs));

const remedyOf = ({ projection, state, members }: SlotHolders): string => {
  if (members.length > 0)
    return `${members.map(({ member }) => member).join(', ')} should take them and do not: their logs say why ("a projection does not go on"); restart them`;
  if (state === 'live')
    return 'Start projections with PROJECTIONS unset, or naming it too (npm run scaled -- scale projections=1)';
  return `Start projections of a release that has this version, or give it up: ${touchstone} projection ${state === 'building' ? 'abort' : 'drop'} ${projection}`;
};

/** Of each build whose slots nobody holds: which they are, since when, and what to do. */
export const ofSlots = ({ items, now }: SlotHoldersPage): Finding[] =>
  items.flatMap((build) => {
    const at = Date.parse(now);
    const free = freeOf(build, at);
    if (free.length === 0) return [];
    const times = free.flatMap(({ freeSince }) => freeSince ?? []).sort();
    const since = times[0] === undefined ? 'ever' : `since ${times[0]} (${seconds(at - Date.parse(times[0]))})`;
    const which = `slot${free.length > 1 ? 's' : ''} ${free.map(({ slot }) => slot).join(', ')} of ${build.projection}`;
    const what = `Nobody has held ${which}, build ${build.build}, ${since}: ${consequence[build.state]}.`;
    return [(build.state === 'live' ? error : warning)(what, remedyOf(build))];
  });

/** Process -> since when it is there, and how many slots it holds. */
export const memberRows = ({ items }: SlotHoldersPage): string[][] => {
  const members = items.flatMap((build) => build.members);
  const names = [...new Set(members.map(({ member }) => member))];
  const held = items.flatMap(({ slots }) => slots.map(({ holder }) => holder));
  return names.map((name) => {
    const since = members.filter(({ member }) => member === name).map((one) => one.since);
    return [name, since.sort()[0] ?? '', String(held.filter((holder) => holder === name).length)];
  });
};
