import { statfs } from 'node:fs/promises'
import type { HealthMessage } from '@archway/shared/messages'
import { cpuTemperature, currentLoad } from 'systeminformation'

/**
 * How the box itself is. What a box cannot tell (a virtual machine has no temperature) is null, never 0.
 *
 * @param folder on the disk whose free space matters: the state directory
 */
export async function readMachine(folder: string): Promise<HealthMessage['machine']> {
  const [load, temperature, disk] = await Promise.allSettled([
    currentLoad(),
    cpuTemperature(),
    statfs(folder),
  ])
  return {
    cpuLoad: load.status === 'fulfilled' ? finite(load.value.currentLoad / 100) : null,
    memoryBytes: process.memoryUsage.rss(),
    diskFreeBytes: disk.status === 'fulfilled' ? disk.value.bavail * disk.value.bsize : null,
    temperatureC: temperature.status === 'fulfilled' ? finite(temperature.value.main) : null,
  }
}

const finite = (value: number | null) =>
  value !== null && Number.isFinite(value) && value >= 0 ? value : null
