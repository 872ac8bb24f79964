/** Where every function of an application runs; its packages are chosen for it. */
export const functionPlatform = { python: '3.13', architecture: 'x86_64' } as const
