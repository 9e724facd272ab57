import type { Corners } from '@archway/shared/read'
import { useState } from 'react'
import { imageUrl } from '../api/client.ts'

interface Size {
  readonly width: number
  readonly height: number
}

/**
 * A scene with the plate's corners drawn on it. The corners are in pixels of the image, so the drawing waits
 * for the image's own size: a frame in the wrong place would point at another vehicle.
 */
export function SceneImage(props: {
  id: string
  alt: string
  corners: Corners | null
  onFailure: () => void
}) {
  const [size, setSize] = useState<Size | null>(null)
  return (
    <span className="scene-image">
      <img
        src={imageUrl(props.id)}
        alt={props.alt}
        onLoad={(event) =>
          setSize({ width: event.currentTarget.naturalWidth, height: event.currentTarget.naturalHeight })
        }
        onError={props.onFailure}
      />
      {size && props.corners && <PlateFrame size={size} corners={props.corners} />}
    </span>
  )
}

function PlateFrame({ size, corners }: { size: Size; corners: Corners }) {
  const points = grow(corners, 1.18)
    .map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`)
    .join(' ')
  return (
    <svg
      className="scene-frame"
      viewBox={`0 0 ${size.width} ${size.height}`}
      preserveAspectRatio="xMidYMid meet"
      aria-hidden="true"
      data-corners={points}
    >
      <polygon points={points} className="scene-frame-edge" />
      <polygon points={points} className="scene-frame-line" />
    </svg>
  )
}

/** Moves the corners away from their middle, so that the line runs around the plate and not over it. */
function grow(corners: Corners, factor: number): [number, number][] {
  const middle = (axis: 0 | 1) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length
  const [mx, my] = [middle(0), middle(1)]
  return corners.map(([x, y]) => [mx + (x - mx) * factor, my + (y - my) * factor])
}
