import { Component, type ReactNode } from 'react'
import { FailureNote } from './desk/failure-note.tsx'

/** The last resort: a page that broke says so. A blank desk would look like a quiet night. */
export class PageBoundary extends Component<{ children: ReactNode }, { failure: unknown }> {
  override state = { failure: null as unknown }

  static getDerivedStateFromError(failure: unknown) {
    return { failure }
  }

  override render(): ReactNode {
    if (this.state.failure === null) return this.props.children
    return (
      <main className="login">
        <h1>This page has failed. Alerts do not reach this screen.</h1>
        <FailureNote error={this.state.failure} onRetry={() => window.location.reload()} />
      </main>
    )
  }
}
