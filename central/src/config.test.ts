import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { brokerUrl, readConfig } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'config-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const SHIPPED_POLICY = fileURLToPath(new URL('../policy.yaml', import.meta.url))
const file = join(folder, 'central.yaml')
const read = (yaml: string) => {
  writeFileSync(file, yaml)
  return readConfig(file)
}
const LEAST = `
data: data
keys: ../keys
policy: ${SHIPPED_POLICY}
names: [central.example, 192.0.2.7]
broker: {}
http: {}
`
const complaints = (yaml: string) => {
  const config = read(yaml)
  return config.ok ? [] : config.error
}

describe('configuration', () => {
  test('the least file, with the shipped policy: defaults, and paths from the file’s own folder', () => {
    const config = read(LEAST)
    if (!config.ok) throw new Error(config.error.join('\n'))
    expect(config.value).toMatchObject({
      data: join(folder, 'data'),
      keys: resolve(folder, '../keys'),
      broker: { host: '0.0.0.0', port: 8883 },
      http: { host: '127.0.0.1', port: 8080, tls: 'none' },
      hotlist: { validMs: 86_400_000, announceMs: 3_600_000 },
    })
    expect(config.value.policy.retention.days).toBe(90)
    expect(config.value.policy.alerts.categories).toMatchObject({
      'stolen-vehicle': 'allow',
      'wanted-person': 'review',
      'missing-person': 'deny',
    })
    expect(Object.isFrozen(config.value)).toBe(true)
    expect(brokerUrl(config.value, 8883)).toBe('mqtts://central.example:8883')
  })

  test('checkpoints go nowhere unless a folder is named, from the file’s own folder', () => {
    expect(read(LEAST)).toMatchObject({ value: { audit: { checkpoints: null } } })
    expect(read(`${LEAST}audit: { checkpoints: proof }\n`)).toMatchObject({
      value: { audit: { checkpoints: join(folder, 'proof') } },
    })
    expect(complaints(`${LEAST}audit: { checkpoint: proof }\n`)).toEqual([
      expect.stringMatching(/audit: checkpoint: no such setting/),
    ])
  })

  test('plain HTTP beyond this machine is refused with what to do; with TLS it is not', () => {
    for (const host of ['0.0.0.0', '192.0.2.7', '::', 'central.example']) {
      const http = (tls: string) => LEAST.replace('http: {}', `http: { host: "${host}", tls: ${tls} }`)
      expect(complaints(http('none'))).toEqual([expect.stringMatching(/http\.host.*in the clear.*http\.tls/)])
      expect(complaints(http('own'))).toEqual([])
    }
    for (const host of ['127.0.0.1', '127.9.9.9', '::1', 'localhost']) {
      expect(complaints(LEAST.replace('http: {}', `http: { host: "${host}" }`))).toEqual([])
    }
  })

  test('every complaint comes at once, each with its place', () => {
    const yaml = `
data: ''
policy: nowhere.yaml
names: ['has spaces']
broker: { port: 99999, prot: 1 }
http: { tls: maybe, metricsToken: short }
`
    const found = complaints(yaml).join('\n')
    for (const place of [
      'data',
      'keys',
      'names.0',
      'broker.port',
      'broker: prot: no such setting',
      'http.tls',
      'http.metricsToken',
    ]) {
      expect(found).toContain(place)
    }
  })

  test('files that are named and not there, a policy beyond the plan, and what is no YAML are refused', () => {
    const policy = join(folder, 'policy.yaml')
    writeFileSync(policy, 'version: x\nretention: { days: 91 }\n')
    const found = complaints(
      LEAST.replace(SHIPPED_POLICY, 'policy.yaml')
        .replace('http: {}', 'http: { tls: { certificate: no.pem, key: none.pem } }')
        .concat('map: { pmtiles: gone.pmtiles }\n'),
    ).join('\n')
    expect(found).toMatch(/policy\.yaml: retention\.days/)
    expect(found).toMatch(/http\.tls\.certificate: there is no file .*no\.pem/)
    expect(found).toMatch(/map\.pmtiles: there is no file/)
    expect(complaints('a: [')).toEqual([expect.stringMatching(/not YAML/)])
    expect(readConfig(join(folder, 'none.yaml'))).toMatchObject({
      ok: false,
      error: [expect.stringMatching(/no such file/)],
    })
  })
})
