import type { Disposition } from '@archway/shared/alert'
import type {
  CameraErrors,
  EscalationView,
  QuarantineState,
  QuarantineView,
} from '@archway/shared/api/cameras'
import type { DeviceId, Uuid7 } from '@archway/shared/id'

/** What an alert came to, as a person said it; a later one of the same alert replaces it. */
export interface AlertOutcome {
  readonly alert: Uuid7
  readonly device: DeviceId
  readonly at: number
  readonly by: string
  readonly disposition: Disposition
  readonly policy: string
  /** The cameras whose looks made the read, and whether each was wrong; none where nothing is known of them. */
  readonly cameras: readonly { readonly camera: string; readonly wrong: boolean }[]
}

/** When errors are too many. */
export interface CameraRule {
  /** Outcomes before this do not count. */
  readonly since: number
  readonly leastJudged: number
  readonly errorShare: number
}

/** Alerts as they outlive their day. No verb takes or gives a plate. */
export interface AlertLedger {
  /**
   * Keeps the outcome, and in the same transaction proposes the quarantine of each of its cameras whose errors are too
   * many now, unless one is proposed or in force. After a decision only later outcomes count towards a new one.
   */
  alertDisposed(outcome: AlertOutcome, rule: CameraRule): Promise<{ readonly proposed: readonly string[] }>
  /** Of cameras with outcomes since then, most errors first. */
  cameraErrors(since: number): Promise<CameraErrors[]>
  /** Newest first. */
  quarantines(state: QuarantineState | null): Promise<QuarantineView[]>
  decideQuarantine(decision: {
    readonly n: number
    readonly quarantine: boolean
    readonly by: string
    readonly at: number
    readonly reason: string
  }): Promise<'decided' | 'unknown' | 'decided-already'>
  liftQuarantine(lift: {
    readonly n: number
    readonly by: string
    readonly at: number
    readonly reason: string
  }): Promise<'lifted' | 'unknown' | 'not-in-force'>
  /** False: it was noted before, and nothing changed. */
  noteEscalation(escalation: EscalationView): Promise<boolean>
  /** Newest first. */
  escalations(limit: number): Promise<EscalationView[]>
  /** Outcomes from `from` up to, not including, `until`, by unit and disposition. */
  outcomeCounts(
    from: number,
    until: number,
  ): Promise<{ readonly device: DeviceId; readonly disposition: Disposition; readonly alerts: number }[]>
}
