import type { Corners } from '@archway/shared/read'
import { HintedError } from '../hinted-error.ts'

/** An image in memory: RGB, 3 bytes a pixel, rows top to bottom, no padding. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly rgb: Uint8Array
}

/** A part of a picture, in its pixels. */
export interface Area {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** One plate in one picture. */
export interface Detection {
  /** In pixels of the picture: top-left, top-right, bottom-right, bottom-left as the plate is read. */
  readonly corners: Corners
  /** Probability that this is a plate, 0–1. */
  readonly probability: number
}

/**
 * Finds plates. An empty answer means that the model ran and saw none; anything that keeps it from running
 * is thrown as `ModelError`, so that a broken model never looks like an empty road.
 */
export interface Detector {
  /** @param area where to look, at the scale of the whole picture; everywhere if left out */
  detect(picture: Picture, area?: Area): Promise<Detection[]>
}

/** A model that cannot be loaded or run. `hint` tells the operator what to do. */
export class ModelError extends HintedError {
  override readonly name = 'ModelError'
}
