import { describe, expect, test } from 'vitest'
import { deskKeyOf } from './use-desk-keys.ts'

/** An event target inside elements that match these selectors. */
const inside = (...tags: string[]) =>
  ({
    closest: (selector: string) => (selector.split(', ').some((part) => tags.includes(part)) ? {} : null),
  }) as unknown as EventTarget

const press = (key: string, target: EventTarget | null = inside('body'), repeat = false) =>
  deskKeyOf({ key, target, repeat, altKey: false, ctrlKey: false, metaKey: false })

describe('desk keys', () => {
  test('arrows walk, Enter and A acknowledge', () => {
    expect(['ArrowUp', 'ArrowDown', 'Enter', 'a', 'A', 'b'].map((key) => press(key))).toEqual([
      'up',
      'down',
      'acknowledge',
      'acknowledge',
      'acknowledge',
      null,
    ])
  })

  test('Enter on a button is the button’s; typing and dialogs keep their keys', () => {
    expect(press('Enter', inside('button'))).toBeNull()
    expect(press('a', inside('button'))).toBe('acknowledge')
    expect(press('a', inside('input'))).toBeNull()
    expect(press('ArrowDown', inside('dialog'))).toBeNull()
  })

  test('a held key never acknowledges, and shortcuts of the browser stay its own', () => {
    expect(press('Enter', inside('body'), true)).toBeNull()
    expect(press('ArrowDown', inside('body'), true)).toBe('down')
    expect(
      deskKeyOf({ key: 'a', target: null, repeat: false, altKey: false, ctrlKey: true, metaKey: false }),
    ).toBeNull()
  })
})
