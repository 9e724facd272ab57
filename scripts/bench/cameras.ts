import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { indexHotlist } from '@archway/shared/hotlist-index'
import { systemClock } from '../../edge-agent/src/capture/clock.ts'
import { newest } from '../../edge-agent/src/capture/newest.ts'
import { videoSource } from '../../edge-agent/src/capture/video-source.ts'
import { FUSE_DEFAULTS } from '../../edge-agent/src/fuse/settings.ts'
import { LossMeter } from '../../edge-agent/src/health/loss-meter.ts'
import type { Precision } from '../../edge-agent/src/models/manifest.ts'
import { pipeline } from '../../edge-agent/src/pipeline.ts'
import { openEyes } from '../../edge-agent/src/vision/several-eyes.ts'
import type { Vision } from '../../edge-agent/src/vision/vision.ts'
import { roadVideo } from './road-video.ts'
import { printTable } from './table.ts'

const MODELS = fileURLToPath(new URL('../../edge-agent/models', import.meta.url))
const RATE = 15
const SECONDS = 30

/**
 * Two 1080p cameras at 15 frames a second through the unit's own capture, motion gate, eyes and fusion, at true
 * speed: what is kept up with, what is dropped, and where the time goes. The videos are decoded on the same cores,
 * which a camera that hands over raw frames would spare.
 */
export async function benchCameras(precision: Precision): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'archway-bench-'))
  const spent = { decode: 0, detect: 0, read: 0 }
  const pairs = Math.min(2, availableParallelism())
  const eyes = await openEyes(pairs, { models: MODELS, threads: 1, precision }, (error) =>
    console.error(error.message),
  )
  try {
    const videos = [await roadVideo(folder, 'fixed-1', RATE), await roadVideo(folder, 'fixed-2', RATE)]
    const stop = new AbortController()
    const sources = videos.map(({ path }, index) =>
      videoSource({
        camera: `camera ${index + 1}`,
        angle: index === 0 ? 1 : 2,
        clock: systemClock,
        speed: 1,
        loop: true,
        path,
        rate: RATE,
      }),
    )
    const frames = newest(sources, stop.signal, (_, error) => console.error(error.message))
    const meter = new LossMeter()
    const before = { cpu: process.cpuUsage(), children: childrenMs(), at: performance.now() }
    const timer = setTimeout(() => stop.abort(), SECONDS * 1000)
    await pipeline({
      frames: frames.shared(pairs),
      vision: timed(eyes, spent),
      hotlist: { current: () => indexHotlist(1, []) },
      locator: null,
      sinks: [],
      meter,
      mint: {
        device: 'bench-1',
        clock: systemClock.now,
        random: (into) => globalThis.crypto.getRandomValues(into),
      },
      settings: { fuse: { ...FUSE_DEFAULTS, angles: 2 }, minimumProbability: 0.3 },
      onFault: (where, error) => console.error(where, error),
    })
    clearTimeout(timer)
    const seconds = (performance.now() - before.at) / 1000
    const { user, system } = process.cpuUsage(before.cpu)
    const agentMs = (user + system) / 1000
    const { framesSeen, framesStill, reads, errors } = meter.counts()
    printTable(
      `two cameras, 1920×1080 at ${RATE}/s for ${seconds.toFixed(0)} s, ${precision}, ${pairs} pairs of eyes, model ${eyes.model}`,
      [...frames.counts()].map(([camera, { captured, dropped }]) => ({
        camera,
        'frames/s': (captured / seconds).toFixed(1),
        dropped,
        'dropped %': ((dropped / Math.max(captured, 1)) * 100).toFixed(1),
      })),
    )
    const stages = {
      ...spent,
      'idle, images and all else': seconds * 1000 * pairs - sum(Object.values(spent)),
    }
    printTable(
      'time of the eyes',
      Object.entries(stages).map(([stage, ms]) => ({
        stage,
        'ms a frame looked at': (ms / Math.max(framesSeen, 1)).toFixed(1),
        'share %': (ms / (seconds * 10 * pairs)).toFixed(1),
      })),
    )
    const core = (ms: number) => ((ms / (seconds * 1000)) * 100).toFixed(0)
    const road = videos.map(({ roadShare }) => `${(roadShare * 100).toFixed(0)} %`).join(', ')
    console.log(
      `frames looked at ${framesSeen}, still ${framesStill}, Reads ${reads}, errors ${errors}; empty road ${road}\n` +
        `CPU, of one core: agent ${core(agentMs)} %, ffmpeg ${core(childrenMs() - before.children)} %; ` +
        `${availableParallelism()} cores`,
    )
  } finally {
    await eyes.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function timed(eyes: Vision, spent: Record<'decode' | 'detect' | 'read', number>): Vision {
  return {
    ...eyes,
    async see(frame) {
      const look = await eyes.see(frame)
      for (const stage of ['decode', 'detect', 'read'] as const) spent[stage] += look.ms[stage]
      return look
    },
  }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

/** CPU time of the children that have ended (Linux; 0 elsewhere): ffmpeg's. In ticks of 10 ms there. */
function childrenMs(): number {
  if (process.platform !== 'linux') return 0
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[13]) + Number(fields[14])) * 10
}
