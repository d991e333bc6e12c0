import { teamFormed, teamJoined, teamLeft, type TeamEvent } from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Circumstances } from '../commands/stream-kind';
import type { Team } from './team';

export interface FormTeam extends Circumstances {
  readonly teamId: string;
  readonly code: string;
}
export const formTeam = ({ teamId, code, by }: FormTeam, state: Team): TeamEvent[] =>
  state.status === 'unknown' ? [teamFormed({ teamId, code, by })] : [];

export interface JoinTeam extends Circumstances {
  readonly person: string;
  readonly leads: boolean;
  readonly from: string;
}
export const joinTeam = ({ person, leads, from, by }: JoinTeam, state: Team): TeamEvent[] => {
  if (state.status === 'unknown') return [];
  const known = state.members.filter((one) => one.person === person);
  if (known.some((one) => one.until === undefined && one.leads === leads && one.from === from)) return [];
  if (known.some(({ until }) => until === undefined || from <= until))
    throw new RuleBroken('already-member', 'The person belongs to the team on that day: end that first.', '/from');
  return [teamJoined({ teamId: state.teamId, person, leads, from, by })];
};

export interface LeaveTeam extends Circumstances {
  readonly person: string;
  readonly until: string;
}
export const leaveTeam = ({ person, until, by }: LeaveTeam, state: Team): TeamEvent[] => {
  if (state.status === 'unknown') return [];
  const known = state.members.filter((one) => one.person === person);
  const open = known.find((one) => one.until === undefined);
  if (!open && known.some((one) => one.until === until)) return [];
  if (!open) throw new RuleBroken('no-member', 'The person does not belong to the team.', '/person');
  if (until < open.from)
    throw new RuleBroken('ends-before-it-began', 'The last day lies before the first.', '/until', 422);
  return [teamLeft({ teamId: state.teamId, person, until, by })];
};
