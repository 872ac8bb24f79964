import type { Code } from '../../types/trigger.ts'
import { didYouMean } from '../reader/did-you-mean.ts'
import type { ElementReader } from '../reader/element-reader.ts'
import type { Symbols } from '../reader/symbols.ts'

/** Inline code, or a function of a module; inline code takes precedence (model format 9.3, 10.3). */
export function readCode(
  reader: ElementReader,
  fileAttribute: string,
  symbols: Symbols,
  handlerAttribute = 'handler',
): Code | undefined {
  const inline = reader.code('code')
  if (inline !== undefined) {
    reader.ignore(fileAttribute, handlerAttribute)
    return { kind: 'inline', source: inline }
  }
  const file = reader.text(fileAttribute)
  const handler = reader.text(handlerAttribute)
  const { place } = reader
  if (file === undefined || handler === undefined) {
    const missing = file === undefined ? 'has neither code nor a module' : `names the module ${file}, but no function`
    symbols.findings.error('V-03', place, `<${reader.element.name}> ${missing}`)
    return undefined
  }
  const module = /^lib\/([A-Za-z_]\w*)\.py$/.exec(file)?.[1]
  if (module === undefined) {
    symbols.findings.error(
      'V-11',
      reader.placeOf(fileAttribute),
      `${JSON.stringify(file)} is not a module: expected lib/<Module>.py`,
    )
    return undefined
  }
  if (!symbols.modules.has(file)) {
    symbols.findings.error(
      'V-11',
      reader.placeOf(fileAttribute),
      `there is no module ${file}`,
      didYouMean(file, symbols.modules.keys()),
    )
    return undefined
  }
  if (!/^[A-Za-z_]\w*$/.test(handler)) {
    symbols.findings.error(
      'V-11',
      reader.placeOf(handlerAttribute),
      `${JSON.stringify(handler)} is not the name of a function`,
    )
    return undefined
  }
  return { kind: 'function', module, handler, place: reader.placeOf(handlerAttribute) }
}
