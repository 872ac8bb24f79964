/** The platform of all functions of an application, for which packages are chosen. */
export const functionPlatform = { python: '3.13', architecture: 'x86_64' } as const
