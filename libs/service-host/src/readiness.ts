/** Resolves when the dependency can be used; its error's code or class is what the health check shows. */
export type Check = () => Promise<unknown>;
export type Checks = Readonly<Record<string, Check>>;

export interface Readiness {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly reason?: string }>>;
}

const patienceMs = 2_000;

const reasonOf = (error: unknown): string => {
  const { code, name } = error as { code?: unknown; name?: string };
  return typeof code === 'string' ? code : (name ?? 'failed');
};

const tooLate = async (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject({ code: 'no answer in 2 s' })));

const run = async (check: Check) => {
  try {
    await Promise.race([check(), tooLate(AbortSignal.timeout(patienceMs))]);
    return { ok: true };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
};

/** A dependency that is down shows here, by name; the process lives on. */
export const askReadiness = async (checks: Checks): Promise<Readiness> => {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await run(check)] as const),
  );
  return { ok: results.every(([, { ok }]) => ok), checks: Object.fromEntries(results) };
};

/** Several services as one; names are prefixed by the service (not those of the service named ""). */
export const mergeReadiness = (parts: Readonly<Record<string, Readiness>>): Readiness => {
  const checks = Object.entries(parts).flatMap(([service, part]) =>
    Object.entries(part.checks).map(([name, check]) => [service ? `${service}.${name}` : name, check] as const),
  );
  return { ok: Object.values(parts).every(({ ok }) => ok), checks: Object.fromEntries(checks) };
};
