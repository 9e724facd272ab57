import { describe, expect, test } from 'vitest'
import { bytes, scanned, scannedFirst } from './hotlist.fixture.ts'

describe('delimited lists', () => {
  test('our own: the header names the columns, in any order and case; cells may be quoted', () => {
    const { entries, report } = scanned(
      bytes(
        'State,PLATE,Category,expires,make',
        'MO,"ab-1 23",stolen-vehicle,,"Ford, ""F"""',
        'us-il,XYZ9,Felony Vehicle,2027-01-31,',
        'ZZ,OI0,stolen plate,,',
      ),
      'csv',
    )
    expect(
      entries.map(({ plate, jurisdiction, category, folded }) => [plate, jurisdiction, category, folded]),
    ).toEqual([
      ['AB123', 'us-mo', 'stolen-vehicle', false],
      ['XYZ9', 'us-il', 'felony-vehicle', false],
      ['OI0', null, 'stolen-plate', false],
    ])
    expect(entries[0]?.vehicle.make).toBe('Ford, "F"')
    expect(entries[0]?.raw).toBe('ab-1 23')
    expect(entries[1]?.expiresAt).toBe(Date.UTC(2027, 0, 31))
    expect(report).toMatchObject({ unknownIssuers: 1, headers: 1, records: 3 })
  })

  test('without its header, or without a column that it needs, the file is refused', () => {
    expect(() => scanned(bytes('ABC123,stolen-vehicle'), 'csv')).toThrow(/must name the columns/)
    expect(() => scanned(bytes('plate,state', 'A,MO'), 'csv')).toThrow(/does not name: category/)
  })

  test('expired entries, denied and unknown words, broken quotes and missing cells are counted', () => {
    const { entries, report } = scanned(
      bytes(
        'plate,category,expires',
        'A1,stolen-vehicle,2020-01-01',
        'A2,missing person,',
        'A3,no idea,',
        'A4,"stolen-vehicle,',
        'A5',
        'A6,stolen-vehicle,soon',
        'A7,stolen-vehicle,',
      ),
      'csv',
    )
    expect(entries.map(({ plate }) => plate)).toEqual(['A7'])
    expect(report.refusedLines).toMatchObject({
      expired: [2],
      'category-denied': [3],
      'category-unknown': [4],
      'not-a-record': [5, 6],
      date: [7],
    })
  })

  test('Kansas: message keys, whose letter says armed and hold for latents, and F both and not felony', () => {
    const line = (key: string) => `${key},KS0010000,20260101,AB12,KS,2026,PC,2010,F0RD,F15,PK,BLU`
    const keys = ['EV', 'EV-A', 'EL-P', 'EF-F', 'EW', 'EMM', 'QQ']
    const { entries, report } = scanned(bytes(...keys.map(line)), 'kansas')
    expect(entries.map(({ category, flags }) => [category, flags])).toEqual([
      ['stolen-vehicle', []],
      ['stolen-vehicle', ['armed']],
      ['stolen-plate', ['hold-for-latents']],
      ['felony-vehicle', ['armed', 'hold-for-latents']],
      ['wanted-person', []],
    ])
    expect(report.refused).toMatchObject({ 'category-denied': 1, 'category-unknown': 1 })
    expect(entries[0]?.vehicle.make).toBe('FORD')
  })

  test('Texas and Genetec, with and without their header', () => {
    const texas = 'V000000001,TX0010000,20260101,AB12,TX,2026,2010,FORD,F15,PK,BLU'
    expect(scannedFirst(bytes(texas), 'texas')).toMatchObject({
      plate: 'AB12',
      jurisdiction: 'us-tx',
      folded: true,
    })
    const header = 'id,ORI,date,LIC,LIS,LIY,VYR,VMA,VMO,VST,VCO'
    expect(scanned(bytes(header, texas), 'texas').report).toMatchObject({ headers: 1, records: 1 })
    expect(scannedFirst(bytes('AB12;MO;Stolen Vehicle;2026-01-01;2027-01-01'), 'genetec')).toMatchObject({
      category: 'stolen-vehicle',
      expiresAt: Date.UTC(2027, 0, 1),
    })
  })

  test('the same record has the same id in every import; any change makes another entry', () => {
    const id = (line: string) => scannedFirst(bytes('plate,category,make', line), 'csv').id
    expect(id('AB1,stolen-vehicle,x')).toBe(id('AB1,stolen-vehicle,x'))
    expect(id('AB1,stolen-vehicle,x')).not.toBe(id('AB1,stolen-vehicle,y'))
    expect(id('AB1,stolen-vehicle,x')).not.toBe(id('AB 1,stolen-vehicle,x'))
  })
})
