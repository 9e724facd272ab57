import { Component, type ReactNode } from 'react'

/** A map that cannot start (no WebGL, a chunk that did not load) must not take the evidence down with it. */
export class MapBoundary extends Component<
  { fallback: (why: string) => ReactNode; children: ReactNode },
  { failure: unknown }
> {
  override state = { failure: null as unknown }

  static getDerivedStateFromError(failure: unknown) {
    return { failure }
  }

  override render(): ReactNode {
    const { failure } = this.state
    if (failure === null) return this.props.children
    return this.props.fallback(failure instanceof Error ? failure.message : 'unknown error')
  }
}
