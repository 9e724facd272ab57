import { createHash } from 'node:crypto'
import type { PublishedReport } from '@archway/shared/api/report'
import { contacts, type PublicFace } from './contacts.ts'
import { escaped } from './markup.ts'
import { monthName } from './month.ts'
import { documentOf } from './sheet.ts'

/** What anybody may see without signing in: what this is, where to complain, and what was published. */
export function publicPage(
  face: PublicFace,
  reports: readonly PublishedReport[],
  retentionDays: number,
): string {
  const title = 'Licence-plate readers'
  const items = reports.map(reportRow)
  const list =
    items.length === 0
      ? '<p class="none">No report has been published yet.</p>'
      : `<table><caption>Monthly reports</caption><thead><tr><th scope="col">Month</th><th scope="col">Published</th><th scope="col">Files</th><th scope="col">SHA-256 of the page</th></tr></thead><tbody>${items.join('')}</tbody></table>`
  return documentOf(
    title,
    `<header><p class="by">${escaped(face.department)}</p><h1>${title}</h1></header>
<p>The department reads the plates of passing vehicles at intersections and from some of its cars, and compares them with lists of stolen vehicles and plates and of vehicles wanted in connection with felonies. A match raises an alert, which a person must confirm from the images before anybody acts on it.</p>
<p>Reads and images are deleted after ${retentionDays} days, unless a case holds them as evidence. They are closed records (RSMo 610.100). The readers take no sound and tell nothing about people in a vehicle, and nothing is shared with anybody by an application.</p>
<h2>Questions and complaints</h2>
${contacts(face)}
<h2>Reports</h2>
<p>Each month the department says how the readers were used. A published report is never changed; a mistake is put right in a further revision that says why.</p>
${list}`,
  )
}

function reportRow({ month, revision, because, publishedAt, sha256 }: PublishedReport): string {
  const path = `/public/reports/${month}/${revision}`
  const again =
    revision === 1 ? '' : `<br><span class="note">Revision ${revision}: ${escaped(because ?? '')}</span>`
  const day = new Date(publishedAt).toISOString().slice(0, 10)
  return `<tr><td><a href="${path}">${monthName(month)}</a>${again}</td><td class="whole">${day}</td><td class="whole"><a href="${path}.csv">CSV</a> · <a href="${path}.json">JSON</a></td><td><code>${sha256.html}</code></td></tr>`
}

/** A policy under which a browser takes only the very sheet that is inside the document, and runs nothing. */
export function pagePolicy(html: string): string {
  const sheet = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? ''
  const hash = createHash('sha256').update(sheet).digest('base64')
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
}
