import { Month } from '@archway/shared/api/report'
import { type RequestHandler, Router } from 'express'
import { z } from 'zod'
import type { ReportForm, ReportLedger } from '../ledger/report-ledger.ts'
import type { PublicFace } from '../report/contacts.ts'
import { pagePolicy, publicPage } from '../report/public-page.ts'
import { inPath } from './parsed.ts'
import { ApiProblem } from './problem.ts'

export interface PublicMeans {
  readonly ledger: Pick<ReportLedger, 'publishedReports' | 'reportText'>
  readonly face: PublicFace
  readonly policyBook: { current(): { readonly policy: { readonly retention: { readonly days: number } } } }
}

const NO_REPORT = 'There is no such report.'
const Name = z.string().regex(/^[1-9]\d{0,3}(\.csv|\.json)?$/)
const FORMS: Readonly<Record<string, { readonly form: ReportForm; readonly type: string }>> = {
  '': { form: 'html', type: 'html' },
  csv: { form: 'csv', type: 'text/csv' },
  json: { form: 'figures', type: 'json' },
}

/** What needs no session: the public page and the reports that were published. Nothing else is here. */
export function publicRoutes({ ledger, face, policyBook }: PublicMeans): Router {
  const routes = Router()
  routes.get('/', async (_request, response) => {
    const { days } = policyBook.current().policy.retention
    const page = publicPage(face, await ledger.publishedReports(), days)
    response
      .set('content-security-policy', pagePolicy(page))
      .set('cache-control', 'no-cache')
      .type('html')
      .send(page)
  })
  routes.get('/reports/:month/:name', async (request, response) => {
    const month = inPath(Month, request.params.month, NO_REPORT)
    const [revision = '', ending = ''] = inPath(Name, request.params.name, NO_REPORT).split('.')
    const asked = FORMS[ending]
    const text = asked ? await ledger.reportText(month, Number(revision), asked.form) : null
    if (!asked || text === null) throw new ApiProblem(404, NO_REPORT)
    if (asked.form === 'html') response.set('content-security-policy', pagePolicy(text))
    else response.attachment(`licence-plate-readers-${month}-${revision}.${ending}`)
    // What was published never changes.
    response.set('cache-control', 'public, max-age=86400, immutable').type(asked.type).send(text)
  })
  routes.use(nothingElse)
  return routes
}

const nothingElse: RequestHandler = () => {
  throw new ApiProblem(404, 'Nothing public is here; begin at /public.')
}
