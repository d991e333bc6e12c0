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

/** People in the teams that somebody leads on a day. */
export const ledOn = (all: Iterable<Team>, person: string, day: string): string[] => {
  const led = [...all]
    .map((team) => membersOn(team, day))
    .filter((members) => members.some((one) => one.person === person && one.leads));
  return [...new Set(led.flatMap((members) => members.map((one) => one.person)))];
};
