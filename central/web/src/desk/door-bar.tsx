import type { Role } from '@archway/shared/role'
import { type KeyboardEvent, useRef } from 'react'
import { doorsFor } from '../session/doors.ts'
import './door-bar.css'

/** The ways from the desk to the pages beside it, each in a tab of its own, so that the desk goes on listening. */
export function DoorBar({ roles }: { roles: readonly Role[] }) {
  const menu = useRef<HTMLDetailsElement>(null)
  const doors = doorsFor(roles)
  const others = doors.filter(({ isDaily }) => !isDaily)
  const close = () => {
    if (menu.current) menu.current.open = false
  }
  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !menu.current?.open) return
    close()
    menu.current.querySelector('summary')?.focus()
  }
  return (
    <nav className="door-bar" aria-label="Pages beside the desk">
      {doors
        .filter(({ isDaily }) => isDaily)
        .map((door) => (
          <DoorLink key={door.path} {...door} className="button" />
        ))}
      {others.length > 0 && (
        <details
          ref={menu}
          className="door-menu"
          onKeyDown={closeOnEscape}
          onBlur={({ currentTarget, relatedTarget }) => {
            if (!currentTarget.contains(relatedTarget)) close()
          }}
        >
          <summary className="button">More</summary>
          <ul>
            {others.map((door) => (
              <li key={door.path}>
                <DoorLink {...door} onClick={close} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </nav>
  )
}

function DoorLink(props: { path: string; name: string; className?: string; onClick?: () => void }) {
  return (
    <a
      className={props.className}
      href={props.path}
      target={`archway-${props.path.slice(1)}`}
      onClick={props.onClick}
    >
      {props.name}
    </a>
  )
}
