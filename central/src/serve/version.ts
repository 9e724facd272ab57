/** The program's own, as its API and its command line say it. */
export const VERSION = '0.1.0'
