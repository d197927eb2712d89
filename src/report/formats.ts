/** Every format of `--format`; the command line needs their names at every start, and what makes them seldom. */
export const reportFormats = ['text', 'json', 'sarif', 'github', 'junit'] as const

export type ReportFormat = (typeof reportFormats)[number]
