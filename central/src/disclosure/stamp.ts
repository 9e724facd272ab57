/** Stands on everything that leaves the department (promise 18). */
export const STAMP = 'CLOSED RECORD, RSMo 610.100(3)'
