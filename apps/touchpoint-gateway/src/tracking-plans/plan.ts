import type { JsonObject } from '@touchstone/contracts';

/** What becomes of an event that breaks the plan; `off` judges nothing. */
export const planModes = ['off', 'allow', 'quarantine', 'reject'] as const;
export type PlanMode = (typeof planModes)[number];

export const plannedCalls = ['identify', 'group', 'page', 'screen'] as const;

/** What a source may send, as JSON Schemas (2020-12). */
export interface TrackingPlan {
  /** Name of a track, in any spelling -> schema of its properties. */
  readonly events: Readonly<Record<string, JsonObject>>;
  /** Schema of the traits of an identify or group, and of the properties of a page or screen. */
  readonly calls?: Readonly<Partial<Record<(typeof plannedCalls)[number], JsonObject>>> | undefined;
  /** Whether a track of another name breaks the plan; `allow` unless told. */
  readonly unplanned?: 'allow' | 'violation' | undefined;
}

/** Where an event breaks the plan, and how. Neither names a value, nor a key that only the emitter knows. */
export interface Violation {
  /** JSON pointer into the event. */
  readonly pointer: string;
  readonly detail: string;
}

/** The version of a source's plan by which events are judged now. */
export interface ActivePlan {
  readonly version: number;
  readonly mode: PlanMode;
  readonly violationOf: JudgeMessage;
}

export type JudgeMessage = (message: PlannedMessage) => Violation | undefined;

/** Of a checked message. */
export interface PlannedMessage {
  readonly type: string;
  readonly event?: string | null;
  readonly properties?: JsonObject | null;
  readonly traits?: JsonObject | null;
}
