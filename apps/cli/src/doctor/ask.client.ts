import type { BusTopic, Diagnosis, SlotHoldersPage } from '@touchstone/contracts';
import type { Api } from '../api.client';
import { Refused } from '../refused';
import type { Facts, Ready } from './findings';

type Marks = { readonly levelAt?: string };
type Page = { readonly items: readonly { readonly reason: string }[] };

/** What a service that is down cannot answer is not known; that it is down shows elsewhere. */
const orNothing = async <T>(asked: Promise<T>): Promise<T | undefined> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
};

/** Nobody's where a front door answers, which passes none on. */
const diagnosisOf = async (api: Api): Promise<Diagnosis> => {
  try {
    return await api.get<Diagnosis>('/internal/diagnosis');
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return { services: [] };
    throw error;
  }
};

const mostListed = 200;
const countAt = async (api: Api, path: string): Promise<number | undefined> =>
  (await orNothing(api.get<Page>(`${path}?limit=${mostListed}`)))?.items.length;

/** Throws Refused where nothing answers at all, or the key may not ask. */
export const askFacts = async (api: Api): Promise<Omit<Facts, 'disk'>> => {
  const asked = Date.now();
  const diagnosis = await diagnosisOf(api);
  const answered = Date.now();
  const [ready, marks, slots, topics, groups, rejection, parked, conflict] = await Promise.all([
    api.get<Ready>('/health/ready'),
    orNothing(api.get<Marks>('/status')),
    orNothing(api.get<SlotHoldersPage>('/projections/slots')),
    orNothing(api.get<{ items: readonly BusTopic[] }>('/repository/bus-topics')),
    orNothing(api.get<{ items: Facts['groups'] }>('/repository/bus-groups')),
    countAt(api, '/admin/rejections'),
    countAt(api, '/repository/parked'),
    countAt(api, '/repository/quarantine'),
  ]);
  const theirs = diagnosis.services.map(({ now }) => Date.parse(now));
  // The answer is as old as its slowest question: by that much the clocks may differ without anybody knowing.
  const latest = theirs.length > 0 ? Math.max(...theirs) : answered;
  const skewMs = latest < asked ? asked - latest : latest > answered ? answered - latest : 0;
  const behindMs = marks?.levelAt === undefined ? undefined : latest - Date.parse(marks.levelAt);
  const open = { rejection, parked, conflict };
  return { diagnosis, ready, behindMs, slots, topics: topics?.items ?? [], groups: groups?.items ?? [], open, skewMs };
};
