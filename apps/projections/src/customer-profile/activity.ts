import type { Meaning } from '@touchstone/contracts';

/** How often touchpoints of a meaning happened, and when the last one did (ms). Bounded by the closed list of meanings. */
export type Activity = Readonly<Partial<Record<Meaning, readonly [count: number, lastAt: number]>>>;

export const noActivity: Activity = {};

export const withMeaning = (activity: Activity, meaning: Meaning | undefined, time: number): Activity => {
  if (meaning === undefined) return activity;
  const [count, lastAt] = activity[meaning] ?? [0, -Infinity];
  return { ...activity, [meaning]: [count + 1, Math.max(lastAt, time)] };
};

export const joinActivity = (all: readonly Activity[]): Activity => {
  const joined: Record<string, readonly [number, number]> = {};
  for (const activity of all)
    for (const [meaning, [count, lastAt]] of Object.entries(activity)) {
      const [known, last] = joined[meaning] ?? [0, -Infinity];
      joined[meaning] = [known + count, Math.max(last, lastAt)];
    }
  return joined;
};

const lastOf = (activity: Activity, ...meanings: Meaning[]): number | undefined => {
  const times = meanings.flatMap((meaning) => activity[meaning]?.[1] ?? []);
  return times.length > 0 ? Math.max(...times) : undefined;
};

export const countOf = (activity: Activity, meaning: Meaning): number => activity[meaning]?.[0] ?? 0;
/** Opening or clicking: what the person did, not what was sent to them. */
export const emailEngagedAt = (activity: Activity): number | undefined =>
  lastOf(activity, 'email_opened', 'email_link_clicked');
