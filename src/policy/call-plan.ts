import type {
  AgentsAnswer,
  Destination,
  Line,
  Menu,
  OverflowTarget,
  Override,
  Schedule,
  Voicemail,
} from '../model/project.js'
import type { SipUri } from '../model/sip-uri.js'

/**
 * What a line does with a call that the edge has let in: named steps, from `start` to one that keeps the call. The
 * dialplan, `explain`, `graph` and the proofs all follow these steps; the exits of each are data, not code.
 *
 *     hours -> menu -> agents -> voicemail
 *                   -> key-2 (a number behind a key)
 *           -> voicemail
 */
export interface CallPlan {
  readonly line: Line
  /** Id of the first step. */
  readonly start: string
  /** Every step that a call can come to, by id, in the order in which `start` leads to them. */
  readonly steps: ReadonlyMap<string, PlanStep>
}

/** Why nobody took a call that the edge had let in. */
export const planReasons = [
  'closed',
  'no-agents',
  'declined',
  'missed',
  'max-wait',
  'queue-full',
  'talk-failed',
] as const

export type PlanReason = (typeof planReasons)[number]

export type PlanStep =
  | HoursStep
  | MenuStep
  | TalkStep
  | AgentsStep
  | VoicemailStep
  | DuringStep
  | TargetStep
  | NobodyStep

/** Whether the line is open: its override while that lasts, else its hours; without hours it is open. */
export interface HoursStep {
  readonly kind: 'hours'
  readonly hours: Schedule | undefined
  readonly override: Override | undefined
  readonly open: string
  readonly closed: string
}

/** A prompt, up to `menuTurns` times; a caller who presses no valid key in all of them is treated as without a menu. */
export interface MenuStep {
  readonly kind: 'menu'
  readonly menu: Menu
  readonly keys: ReadonlyMap<string, string>
  readonly noKey: string
}

export interface TalkStep {
  readonly kind: 'talk'
  readonly uri: SipUri
  /** TLS and SRTP. */
  readonly secure: boolean
  readonly failed: string
}

export interface AgentsStep {
  readonly kind: 'agents'
  readonly answer: AgentsAnswer
  readonly unanswered: string
}

/** Takes every call. */
export interface VoicemailStep {
  readonly kind: 'voicemail'
  readonly voicemail: Voicemail
}

/** Whether an overflow target is used at this time. */
export interface DuringStep {
  readonly kind: 'during'
  readonly during: Schedule
  readonly open: string
  readonly closed: string
}

/** Somebody outside, who is given no ticket. */
export interface TargetStep {
  readonly kind: 'target'
  readonly to: Destination
  /** Seconds. */
  readonly ring: number
  /** The step that takes a call which the target did not; with a menu's key the reason is the target's own. */
  readonly unanswered: string
  readonly role: 'overflow' | 'key'
}

/** A message, and the end of the call: 480, or BYE where it had been answered. */
export interface NobodyStep {
  readonly kind: 'nobody'
}

/** How often a caller hears the prompt of a menu. */
export const menuTurns = 3

/** Seconds in which a caller may press a key after the prompt. */
export const menuPatience = 5

/** Seconds that Talk may ring. */
export const talkRing = 60

/** How a call ends that a step keeps. */
export type PlanOutcome = 'talk' | 'agent' | 'voicemail' | 'overflow' | 'hangup'

const outcomes: Readonly<Record<PlanStep['kind'], PlanOutcome | undefined>> = {
  hours: undefined,
  menu: undefined,
  talk: 'talk',
  agents: 'agent',
  voicemail: 'voicemail',
  during: undefined,
  target: 'overflow',
  nobody: 'hangup',
}

/** undefined for a step that never keeps a call. */
export function outcomeOfStep(step: PlanStep): PlanOutcome | undefined {
  return outcomes[step.kind]
}

/** A way on from a step. */
export interface Exit {
  /** `open`, `closed`, a key, `no-key`, `unanswered`, or the reason itself. */
  readonly on: string
  readonly to: string
  /** What the call record says from here on; undefined: what it said before. */
  readonly reason: PlanReason | undefined
}

/** Every way on from a step that does not keep the call. */
export function exitsOf(step: PlanStep): Exit[] {
  switch (step.kind) {
    case 'hours':
      return [exit('open', step.open), because('closed', step.closed)]
    case 'during':
      return [exit('open', step.open), exit('closed', step.closed)]
    case 'menu':
      return [...Array.from(step.keys, ([key, to]) => exit(key, to)), exit('no-key', step.noKey)]
    case 'talk':
      return [because('talk-failed', step.failed)]
    case 'agents':
      return agentReasons.map(reason => because(reason, step.unanswered))
    case 'target':
      return step.role === 'key'
        ? targetReasons.map(reason => because(reason, step.unanswered))
        : [exit('unanswered', step.unanswered)]
    case 'voicemail':
    case 'nobody':
      return []
  }
}

const agentReasons: readonly PlanReason[] = ['no-agents', 'queue-full', 'declined', 'missed', 'max-wait']
const targetReasons: readonly PlanReason[] = ['declined', 'missed']

function exit(on: string, to: string): Exit {
  return { on, to, reason: undefined }
}

function because(reason: PlanReason, to: string): Exit {
  return { on: reason, to, reason }
}

/** What becomes of a call that nobody answered (product rule: voicemail while it is on, else overflow, else the end). */
export type Fallback =
  | { readonly kind: 'voicemail'; readonly voicemail: Voicemail }
  | { readonly kind: 'overflow'; readonly targets: readonly OverflowTarget[] }
  | { readonly kind: 'hangup' }

export function fallbackOf({ voicemail, overflow }: Line): Fallback {
  if (voicemail) return { kind: 'voicemail', voicemail }
  return overflow.length > 0 ? { kind: 'overflow', targets: overflow } : { kind: 'hangup' }
}
