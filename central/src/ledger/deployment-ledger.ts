import type {
  AssetLine,
  District,
  DistrictStops,
  NewAssetLine,
  NewComment,
  NewPosting,
  NewSiting,
  Posting,
  SitingView,
} from '@archway/shared/api/deployment'
import type { DeviceId } from '@archway/shared/id'

/** What units cost, where they belong, and why they stand there. Nothing of it is ever changed or removed. */
export interface DeploymentLedger {
  recordAsset(
    line: NewAssetLine,
    at: number,
    by: string,
  ): Promise<{ readonly n: number } | 'unknown-device' | 'unknown-event'>
  /** All of them or none; the refused ones by their place in the list, from 0. */
  recordAssets(
    lines: readonly NewAssetLine[],
    at: number,
    by: string,
  ): Promise<readonly { readonly index: number; readonly why: 'unknown-device' | 'unknown-event' }[]>
  /** A wrong line is reversed by another one; each only once, and a reversal never. */
  reverseAsset(
    n: number,
    reason: string,
    at: number,
    by: string,
  ): Promise<{ readonly n: number } | 'unknown-line' | 'reversed-already'>
  /** Newest first, those before `before`. */
  assetLines(query: {
    readonly device: DeviceId | null
    readonly before: number | null
    readonly limit: number
  }): Promise<AssetLine[]>

  /** Adds it, or gives it another name and other residents. */
  setDistrict(district: District, at: number, by: string): Promise<'added' | 'changed'>
  districts(): Promise<District[]>
  /** Ends the posting before. A fixed unit has no task but its district. */
  post(
    posting: NewPosting,
    at: number,
    by: string,
  ): Promise<'posted' | 'unknown-device' | 'unknown-district' | 'fixed-unit' | 'there-already'>
  /** As they were at that time. */
  postingsAt(at: number): Promise<Posting[]>
  recordSiting(siting: NewSiting, at: number, by: string): Promise<'recorded' | 'unknown-device' | 'vehicle'>
  recordComment(comment: NewComment, at: number, by: string): Promise<'recorded' | 'unknown-device'>
  /** Null: there is no such unit. Newest first. */
  siting(device: DeviceId): Promise<SitingView | null>
  /** Fixed units in service of which nobody has said why they stand there. */
  unsited(): Promise<DeviceId[]>
  /** A later figure for the same month takes the place of the one before; the use log keeps both. */
  setStops(stops: DistrictStops, at: number, by: string): Promise<'recorded' | 'unknown-district'>
}
