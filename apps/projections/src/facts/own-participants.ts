import type { Participant } from '@touchstone/contracts';
import type { Fact } from './fact';

/** Participants, once each, whose states this slot writes. */
export const ownParticipants = (facts: readonly Fact[], owns: (key: string) => boolean): Participant[] => {
  const distinct = new Map<string, Participant>();
  for (const { participants } of facts)
    for (const participant of participants)
      if (!distinct.has(participant.identity) && owns(participant.identity))
        distinct.set(participant.identity, participant);
  return [...distinct.values()];
};
