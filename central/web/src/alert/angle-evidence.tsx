import type { AlertView } from '@archway/shared/api'
import { clockTime, percent } from '@archway/shared/figures'
import type { Angle } from '@archway/shared/read'
import { useState } from 'react'
import { imageUrl } from '../api/client.ts'
import './angle-evidence.css'
import { Enlarged } from './enlarged.tsx'
import { type EvidenceState, evidenceOf } from './evidence-state.ts'
import { SceneImage } from './scene-image.tsx'

/** What one angle saw: the scene, the plate cut from it, when, and what it read by itself. */
export function AngleEvidence(props: {
  alert: AlertView
  angle: Angle
  now: number
  onImageFailure: () => void
}) {
  const { alert, angle } = props
  const view = alert.seen.views.find((candidate) => candidate.angle === angle)
  const own = alert.sealed ? null : alert.read.views.find((candidate) => candidate.angle === angle)?.best
  return (
    <figure className="angle" data-angle={angle}>
      <Slot {...props} kind="scene" evidence={evidenceOf(alert, angle, 'scene')} />
      <div className="angle-plate-row">
        <Slot {...props} kind="plate" evidence={evidenceOf(alert, angle, 'plate')} />
        <figcaption className="angle-caption">
          <span>
            <strong>Angle {angle}</strong>
            {view && ` · ${view.camera} · ${clockTime(view.capturedAt, props.now)}`}
          </span>
          {view ? (
            <span>
              {own && (
                <>
                  Alone it reads <span className="plate-text">{own.text}</span> {percent(own.probability)},{' '}
                </>
              )}
              {view.glimpses} {view.glimpses === 1 ? 'look' : 'looks'}
            </span>
          ) : (
            <span>It added nothing to the read.</span>
          )}
        </figcaption>
      </div>
    </figure>
  )
}

function Slot(props: {
  alert: AlertView
  angle: Angle
  kind: 'scene' | 'plate'
  evidence: EvidenceState
  onImageFailure: () => void
}) {
  const { evidence, angle, kind } = props
  const [failedId, setFailedId] = useState<string | null>(null)
  const [enlarged, setEnlarged] = useState(false)
  const name = kind === 'scene' ? 'Scene' : 'Plate'
  if (evidence.state !== 'stored') {
    return (
      <div className={`slot slot-${kind} slot-empty`} data-state={evidence.state}>
        {emptyWords(evidence.state, angle, kind)}
      </div>
    )
  }
  const failed = () => {
    setFailedId(evidence.id)
    props.onImageFailure()
  }
  if (failedId === evidence.id) {
    return (
      <div className={`slot slot-${kind} slot-empty`} data-state="failed">
        <p>
          {name} of angle {angle} could not be loaded.{' '}
          <button type="button" className="button" onClick={() => setFailedId(null)}>
            Try again
          </button>
        </p>
      </div>
    )
  }
  const corners = props.alert.seen.views.find((view) => view.angle === angle)?.corners ?? null
  return (
    <>
      <button
        type="button"
        className={`slot slot-${kind}`}
        onClick={() => setEnlarged(true)}
        aria-label={`Enlarge: ${name.toLowerCase()}, angle ${angle}`}
      >
        {kind === 'scene' ? (
          <SceneImage id={evidence.id} alt={`Scene, angle ${angle}`} corners={corners} onFailure={failed} />
        ) : (
          <img src={imageUrl(evidence.id)} alt={`Plate, angle ${angle}`} onError={failed} />
        )}
      </button>
      {enlarged && (
        <Enlarged title={`${name}, angle ${angle}`} onClose={() => setEnlarged(false)}>
          {kind === 'scene' ? (
            <SceneImage id={evidence.id} alt={`Scene, angle ${angle}`} corners={corners} onFailure={failed} />
          ) : (
            <img className="enlarged-plate" src={imageUrl(evidence.id)} alt={`Plate, angle ${angle}`} />
          )}
        </Enlarged>
      )}
    </>
  )
}

function emptyWords(state: Exclude<EvidenceState['state'], 'stored'>, angle: Angle, kind: 'scene' | 'plate') {
  if (state === 'not-captured') return kind === 'scene' ? `Angle ${angle} not captured` : 'No plate image'
  if (state === 'pending') return kind === 'scene' ? `Angle ${angle}: image on its way` : 'On its way'
  return `Angle ${angle}: no ${kind} image was kept`
}
