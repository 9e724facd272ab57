/**
 * The condition that an entry of the table has an id, in the form in which it is found by the index of digests.
 * @param entry the table's name in the statement
 * @param id a parameter or column
 */
export const entryHasId = (entry: string, id: string): string =>
  `substr(${entry}.id, -24, 12) = substr(${id}, -24, 12) AND ${entry}.id = ${id}`
