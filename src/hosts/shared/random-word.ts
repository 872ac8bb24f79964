/**
 * 32 random characters, 0 to 9 and a to f, that nobody can guess.
 * `node:crypto` takes five milliseconds to load, a tenth of the start of an action, so it is loaded at the first call.
 */
export function randomWord(): string {
  return process.getBuiltinModule('node:crypto').randomBytes(16).toString('hex')
}
