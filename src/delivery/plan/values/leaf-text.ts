import { namesSecret } from '../../../core/secrets/secret-name.ts'
import { canonicalJson } from '../../canonical-json.ts'
import { hiddenPart } from './shown-scope.ts'
import { hiddenText } from './value-change.ts'

/**
 * A single value as text. Hidden are parts from NoEcho parameters, passwords in addresses, and literal texts whose name
 * says that they are secret.
 * @param name the last name of the path
 */
export function leafText(value: unknown, name: string): string {
  const text = typeof value === 'string' ? value : canonicalJson(value)
  const hidden = text.replaceAll(hiddenPart, hiddenText).replace(password, `$1${hiddenText}@`)
  return typeof value !== 'boolean' && typeof value !== 'number' && isSecret(hidden, name) ? hiddenText : hidden
}

/** A name and a password in an address (RFC 3986, section 3.2.1); a hidden or symbolic one stays. */
const password =
  /(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@]{0,200}:)(?!\*{4}@|\$\{[^}]{0,200}\}@|\{\{resolve:)[^\s/@]{1,500}@/gi

function isSecret(text: string, name: string): boolean {
  if (!namesSecret(name) || text.startsWith('arn:')) return false
  const literal = text.replace(/\$\{[^}]*\}|\{\{resolve:[^}]*\}\}|\*{4}/g, '')
  return /\w/.test(literal)
}
