import { plainText } from '../../core/text/plain-text.ts'
import type { TemplateParameter } from './template.ts'

/** Whether a parameter is a secret: its `NoEcho` is set to anything but false, in any spelling of YAML 1.1. */
export function isNoEcho(parameter: Pick<TemplateParameter, 'NoEcho'> | undefined): boolean {
  const { NoEcho } = parameter ?? {}
  if (NoEcho === undefined || NoEcho === null) return false
  return typeof NoEcho === 'object' || !/^(?:false|no|off|)$/i.test(plainText(NoEcho))
}
