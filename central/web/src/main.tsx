import '@archway/shared/ui/theme'
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createApi } from './api/client.ts'
import { ApiFailure, isSignedOut } from './api/failure.ts'
import { App } from './app.tsx'
import { PageBoundary } from './page-boundary.tsx'
import { createServerClock } from './server-clock.ts'
import { endSession } from './session/session.ts'
import { WorkplaceContext } from './workplace.ts'

const clock = createServerClock(Date.now)
const fetch = clock.timed((path, init) => window.fetch(path, init))
const leaveIfSignedOut = (error: unknown) => {
  if (isSignedOut(error)) endSession(client)
}
const client = new QueryClient({
  queryCache: new QueryCache({ onError: leaveIfSignedOut }),
  mutationCache: new MutationCache({ onError: leaveIfSignedOut }),
  defaultOptions: {
    queries: {
      // Nothing asks by itself on a timer or on focus: only people and the live feed cause requests, or an
      // abandoned desk would never be signed out.
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      retry: (count, error) => count < 3 && error instanceof ApiFailure && error.kind === 'unreachable',
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <PageBoundary>
      <WorkplaceContext value={{ api: createApi(fetch), fetch, now: clock.now }}>
        <QueryClientProvider client={client}>
          <App />
        </QueryClientProvider>
      </WorkplaceContext>
    </PageBoundary>
  </StrictMode>,
)
