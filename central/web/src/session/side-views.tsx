import { useEffect, useState } from 'react'

/** The parts of a side page, of which one is shown; nothing where there is only one. */
export function SideViews<V extends string>(props: {
  views: readonly { readonly view: V; readonly name: string }[]
  current: V | undefined
  /** Where a part stands; by default its name behind the `#`. */
  addressOf?: (view: V) => string
}) {
  const { views, current, addressOf = (view) => `#${view}` } = props
  if (views.length < 2) return null
  return (
    <nav className="side-views" aria-label="Parts of this page">
      {views.map(({ view, name }) => (
        <a
          key={view}
          className="button"
          href={addressOf(view)}
          aria-current={view === current ? 'page' : undefined}
        >
          {name}
        </a>
      ))}
    </nav>
  )
}

/** What the address says after its `#`. */
export function useHash(): string {
  const [hash, setHash] = useState(hashNow)
  useEffect(() => {
    const follow = () => setHash(hashNow())
    window.addEventListener('hashchange', follow)
    return () => window.removeEventListener('hashchange', follow)
  }, [])
  return hash
}

const hashNow = (): string => window.location.hash.slice(1)
