import type { TeamEvent } from '@touchstone/contracts';
import type { StreamKind } from '../commands/stream-kind';

export interface Membership {
  readonly person: string;
  readonly leads: boolean;
  /** Days, the last one included. */
  readonly from: string;
  readonly until: string | undefined;
}
export type Team =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'formed';
      readonly teamId: string;
      readonly code: string;
      readonly members: readonly Membership[];
    };

const evolve = (team: Team, { type, data }: TeamEvent): Team => {
  if (type === 'sales.team.formed') return { status: 'formed', teamId: data.teamId, code: data.code, members: [] };
  if (team.status === 'unknown') return team;
  switch (type) {
    case 'sales.team.joined': {
      const { person, leads, from } = data;
      return { ...team, members: [...team.members, { person, leads, from, until: undefined }] };
    }
    case 'sales.team.left':
      return {
        ...team,
        members: team.members.map((one) =>
          one.person === data.person && one.until === undefined ? { ...one, until: data.until } : one,
        ),
      };
  }
};

export const teams: StreamKind<Team, TeamEvent> = {
  category: 'team',
  initial: { status: 'unknown' },
  evolve,
  // Nobody's: who could put people into a team of his own would reach their records, so that is for administrators.
  ownerOf: () => [],
  concerned: () => [],
};

/** Who belongs to the team on a day. */
export const membersOn = (team: Team, day: string): readonly Membership[] =>
  team.status === 'unknown'
    ? []
    : team.members.filter(({ from, until }) => from <= day && (until === undefined || day <= until));

/** Owner of what belongs to a team and to nobody in it, such as its quota: whoever leads it. No sales person is called so. */
export const teamOwner = (code: string): string => `team:${code}`;

/** Owners whose records somebody reaches who leads teams on that day: the people in them, and the teams themselves. */
export const ledOn = (all: Iterable<Team>, person: string, day: string): string[] => {
  const led = [...all].flatMap((team) => {
    const members = membersOn(team, day);
    const isLed = team.status !== 'unknown' && members.some((one) => one.person === person && one.leads);
    return isLed ? [...members.map((one) => one.person), teamOwner(team.code)] : [];
  });
  return [...new Set(led)];
};
