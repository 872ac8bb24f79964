import { plainText } from '../../core/text/plain-text.ts'
import type { TemplateParameter } from './template.ts'

/** Whether a parameter is a secret: its `NoEcho` says anything but that it is none, in whatever word YAML 1.1 has for that. */
export function isNoEcho(parameter: Pick<TemplateParameter, 'NoEcho'> | undefined): boolean {
  const { NoEcho } = parameter ?? {}
  if (NoEcho === undefined || NoEcho === null) return false
  return typeof NoEcho === 'object' || !/^(?:false|no|off|)$/i.test(plainText(NoEcho))
}
