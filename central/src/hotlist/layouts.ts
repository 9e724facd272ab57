import type { Layout } from './layout.ts'

const VEHICLE = { year: 'VYR', make: 'VMA', model: 'VMO', style: 'VST', colour: 'VCO' }

/** Words that lists use for categories, in lower case, letters and digits only. */
const WORDS = {
  stolenvehicle: 'stolen-vehicle',
  stolenplate: 'stolen-plate',
  stolenlicenseplate: 'stolen-plate',
  stolenpart: 'stolen-part',
  felonyvehicle: 'felony-vehicle',
  felony: 'felony-vehicle',
  wantedperson: 'wanted-person',
  wanted: 'wanted-person',
  stolenarticle: 'stolen-article',
  missingperson: 'missing-person',
  missing: 'missing-person',
}

/** A source that writes each record in fields named as NCIC names them, in this order. */
const ncicColumns = (columns: string[], category: Layout['category'], type: string | null): Layout => ({
  shape: {
    kind: 'delimited',
    delimiter: ',',
    columns,
    header: 'optional',
    fields: {
      plate: 'LIC',
      state: 'LIS',
      agency: 'ORI',
      entered: 'date',
      ...VEHICLE,
      ...(type === null ? { number: 'id' } : { type }),
    },
  },
  category,
  letterOAsZero: true,
})

/** The layouts that ship, by the name that the command line takes. */
export const LAYOUTS: Readonly<Record<string, Layout>> = {
  /** The NCIC licence-plate-reader extract: fixed width. */
  ncic: {
    shape: {
      kind: 'fixed',
      fields: {
        number: [0, 10],
        agency: [10, 19],
        entered: [19, 27],
        plate: [27, 37],
        state: [37, 39],
        year: [45, 49],
        make: [49, 53],
        model: [53, 56],
        style: [56, 58],
        colour: [58, 65],
      },
      begins: '[A-Z][0-9]{9}[A-Z0-9 ]{9}[0-9]{8}',
    },
    category: { by: 'file-code' },
    letterOAsZero: true,
  },
  /** This project's own: a header names the columns; `plate` and `category` are all that is needed. */
  csv: {
    shape: {
      kind: 'delimited',
      delimiter: ',',
      columns: ['plate', 'category'],
      header: 'needed',
      fields: {
        plate: 'plate',
        state: 'state',
        type: 'category',
        number: 'number',
        agency: 'agency',
        entered: 'entered',
        expires: 'expires',
        year: 'year',
        make: 'make',
        model: 'model',
        style: 'style',
        colour: 'colour',
      },
    },
    category: { by: 'words', words: WORDS },
    letterOAsZero: false,
  },
  texas: ncicColumns(
    ['id', 'ORI', 'date', 'LIC', 'LIS', 'LIY', 'VYR', 'VMA', 'VMO', 'VST', 'VCO'],
    { by: 'file-code' },
    null,
  ),
  minnesota: ncicColumns(
    ['id', 'ORI', 'date', 'LIC', 'LIS', 'LIY', 'LIT', 'VYR', 'VMA', 'VMO', 'VST', 'VCO'],
    { by: 'file-code' },
    null,
  ),
  kansas: ncicColumns(
    ['type', 'ORI', 'date', 'LIC', 'LIS', 'LIY', 'LIT', 'VYR', 'VMA', 'VMO', 'VST', 'VCO'],
    { by: 'message-key' },
    'type',
  ),
  /**
   * Illinois LEADS, fixed width. What follows the type is laid out for the type; only that of stolen vehicles was
   * published. Its day of theft (66-73) is left out: it is not the day of entry, and its form is not published.
   */
  illinois: {
    shape: {
      kind: 'fixed',
      fields: { plate: [0, 8], state: [8, 10], type: [12, 19] },
      only: [
        {
          type: 'STOLEN',
          fields: {
            year: [23, 25],
            make: [30, 35],
            model: [39, 43],
            style: [47, 50],
            colour: [54, 62],
            number: [77, 85],
          },
        },
      ],
      begins: '[A-Z0-9 -]{8}[A-Z]{2}[A-Z0-9 ]{2}[A-Z]',
    },
    category: { by: 'words', words: { ...WORDS, stolen: 'stolen-vehicle' } },
    letterOAsZero: false,
  },
  iowa: {
    shape: {
      kind: 'delimited',
      delimiter: ',',
      columns: ['LIC', 'LIY', 'LIT', 'LIS', 'OCA', 'reason', 'ORI'],
      header: 'optional',
      fields: { plate: 'LIC', state: 'LIS', number: 'OCA', type: 'reason', agency: 'ORI' },
    },
    category: { by: 'words', words: WORDS },
    letterOAsZero: true,
  },
  genetec: {
    shape: {
      kind: 'delimited',
      delimiter: ';',
      columns: ['PlateNumber', 'PlateState', 'Category', 'EffectiveDate', 'ExpiryDate'],
      header: 'optional',
      fields: {
        plate: 'PlateNumber',
        state: 'PlateState',
        type: 'Category',
        entered: 'EffectiveDate',
        expires: 'ExpiryDate',
      },
    },
    category: { by: 'words', words: WORDS },
    letterOAsZero: false,
  },
}
