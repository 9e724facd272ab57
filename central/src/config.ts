import { existsSync } from 'node:fs'
import { isIP } from 'node:net'
import { basename, dirname, resolve } from 'node:path'
import { Policy } from '@archway/shared/policy'
import { fail, ok, type Result } from '@archway/shared/result'
import { z } from 'zod'
import { readKeyFile } from './fleet/key-files.ts'
import type { SsoSettings } from './people/sso.ts'
import { readSettings } from './settings-file.ts'

const HOUR_MS = 3_600_000

const Path = z.string().min(1)
const Port = z.int().min(0).max(65_535)
const Name = z
  .string()
  .refine(
    (name) => isIP(name) !== 0 || /^[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(name),
    'a host name or an address, without a port',
  )

/** All paths are relative to the file itself. */
const CentralFile = z.strictObject({
  /** Reads, images (encrypted) and the ledger. Fit for an ordinary backup. */
  data: Path,
  /** The authority's, the manifests' and the images' keys. Never in an ordinary backup. */
  keys: Path,
  policy: Path,
  /** The retention schedule that holds go by; by default the one that ships. */
  schedule: Path.nullable().default(null),
  /** Host names and addresses under which units and people reach this server; the first is told to units. */
  names: z.array(Name).min(1),
  broker: z.strictObject({
    host: z.string().min(1).default('0.0.0.0'),
    port: Port.default(8883),
    /** Told to units instead of the first name and the port, where a forwarder stands between. */
    url: z
      .string()
      .regex(/^mqtts:\/\/[^/]+:\d+$/, 'mqtts://host:port')
      .nullable()
      .default(null),
  }),
  http: z.strictObject({
    host: z.string().min(1).default('127.0.0.1'),
    port: Port.default(8080),
    /** `none` only on a loopback address; `own`: certified by the units' authority; or files, PEM. */
    tls: z
      .union([z.enum(['none', 'own']), z.strictObject({ certificate: Path, key: Path })], {
        error: 'none, own, or the files of a "certificate" and its "key"',
      })
      .default('none'),
    /** For reading /metrics from elsewhere than this machine. */
    metricsToken: z.string().min(24, 'at least 24 characters').nullable().default(null),
    /** Requests a minute, beyond which the answer is 429. */
    rate: z
      .strictObject({
        address: z.int().min(60).max(1_000_000).default(6000),
        session: z.int().min(60).max(1_000_000).default(1200),
        /** To sign in or to enrol a unit, of one address. */
        login: z.int().min(10).max(10_000).default(120),
      })
      .prefault({}),
  }),
  map: z.strictObject({ pmtiles: Path.nullable().default(null) }).prefault({}),
  /** What the public page and the reports say of the department, and where the public turns (promise 39). */
  public: z
    .strictObject({
      department: z.string().min(2).max(120).default('St. Louis Metropolitan Police Department'),
      oversightForm: z
        .url({ protocol: /^https$/, error: 'an address that begins with https://' })
        .default(
          'https://www.stlouis-mo.gov/government/departments/public-safety/civilian-oversight/civilian-oversight-board/complaint-process.cfm',
        ),
      bureauPhone: z.string().min(7).max(40).default('(314) 622-4800'),
    })
    .prefault({}),
  hotlist: z
    .strictObject({
      /** How long a unit matches with a list when it hears nothing more. */
      validHours: z.number().min(1).max(72).default(24),
      /** How often the list in force is announced anew. */
      announceMinutes: z.number().min(1).max(720).default(60),
      /** Beyond this age of its oldest source a list is dead: it is not imported, and units stop matching. */
      maxAgeHours: z.number().min(1).max(168).default(72),
    })
    .prefault({}),
  certificates: z
    .strictObject({
      deviceDays: z.int().min(1).max(1825).default(730),
      serverDays: z.int().min(2).max(397).default(30),
    })
    .prefault({}),
  enrolment: z.strictObject({ codeHours: z.number().min(0.01).max(168).default(24) }).prefault({}),
  audit: z
    .strictObject({
      /** A folder outside this machine (a mounted share) where signed checkpoints of the use log go. */
      checkpoints: Path.nullable().default(null),
    })
    .prefault({}),
  /** The department's own sign-in (OpenID Connect), which vouches for the password and not for the second factor. */
  sso: z
    .strictObject({
      /** What people see on the button. */
      label: z.string().min(1).max(64),
      issuer: z.url({ protocol: /^https?$/ }),
      clientId: z.string().min(1),
      /** A file that only its owner may read. */
      clientSecretFile: Path,
    })
    .nullable()
    .default(null),
  log: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})
type CentralFile = z.infer<typeof CentralFile>

export type CentralConfig = Omit<CentralFile, 'policy' | 'hotlist' | 'sso'> & {
  readonly sso: (SsoSettings & { readonly label: string }) | null
  readonly policy: Policy
  readonly hotlist: { readonly validMs: number; readonly announceMs: number; readonly maxAgeMs: number }
}

/** Reads the configuration and the policy that it names; every complaint at once. */
export function readConfig(file: string): Result<CentralConfig, readonly string[]> {
  const read = readSettings(file, CentralFile)
  if (!read.ok) return read
  const from = (path: string) => resolve(dirname(resolve(file)), path)
  const { policy: policyFile, hotlist, http, map, audit, sso: ssoFile, ...rest } = read.value
  const policy = readSettings(from(policyFile), Policy)
  const tls = typeof http.tls === 'string' ? http.tls : mapPaths(http.tls, from)
  const pmtiles = map.pmtiles && from(map.pmtiles)
  const sso = ssoFile && readSso(ssoFile, from)
  const complaints = [
    ...(sso && !sso.ok ? [`${file}: ${sso.error}`] : []),
    ...(policy.ok ? [] : policy.error),
    ...httpComplaints({ ...http, tls }).map((complaint) => `${file}: ${complaint}`),
    ...(pmtiles && !existsSync(pmtiles) ? [`${file}: map.pmtiles: there is no file ${pmtiles}`] : []),
  ]
  if (!policy.ok || complaints.length > 0) return fail(complaints)
  return ok(
    Object.freeze({
      ...rest,
      data: from(rest.data),
      keys: from(rest.keys),
      schedule: rest.schedule && from(rest.schedule),
      http: { ...http, tls },
      map: { pmtiles },
      audit: { checkpoints: audit.checkpoints && from(audit.checkpoints) },
      policy: policy.value,
      sso: sso?.ok ? sso.value : null,
      hotlist: {
        validMs: hotlist.validHours * HOUR_MS,
        announceMs: hotlist.announceMinutes * 60_000,
        maxAgeMs: hotlist.maxAgeHours * HOUR_MS,
      },
    }),
  )
}

function readSso(
  { clientSecretFile, ...rest }: NonNullable<CentralFile['sso']>,
  from: (path: string) => string,
): Result<NonNullable<CentralConfig['sso']>, string> {
  const { protocol, hostname } = new URL(rest.issuer)
  if (protocol === 'http:' && !isLoopback(hostname)) {
    return fail('sso.issuer: https, or whoever is in between can sign in as anybody')
  }
  const path = from(clientSecretFile)
  try {
    const clientSecret = readKeyFile(dirname(path), basename(path)).trim()
    return clientSecret ? ok({ ...rest, clientSecret }) : fail(`sso.clientSecretFile: ${path} is empty`)
  } catch (error) {
    return fail(`sso.clientSecretFile: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function httpComplaints({ host, tls }: CentralFile['http']): string[] {
  if (tls === 'none' && !isLoopback(host)) {
    return [
      `http.host: ${host} can be reached from other machines, where passwords and images would travel in the clear; set http.tls, or bind to 127.0.0.1 behind a proxy that has TLS`,
    ]
  }
  if (typeof tls === 'string') return []
  return Object.entries(tls)
    .filter(([, path]) => !existsSync(path))
    .map(([name, path]) => `http.tls.${name}: there is no file ${path}`)
}

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || /^127(\.\d+){3}$/.test(host)

const mapPaths = (
  { certificate, key }: { certificate: string; key: string },
  from: (path: string) => string,
) => ({
  certificate: from(certificate),
  key: from(key),
})

/** Where a unit connects. @param port that the broker listens on */
export function brokerUrl({ broker, names }: CentralConfig, port: number): string {
  const [name = 'localhost'] = names
  return broker.url ?? `mqtts://${name.includes(':') ? `[${name}]` : name}:${port}`
}
