import type { Step } from '../../types/scenario.ts'
import { checkNames, readInputs } from '../domain/step-inputs.ts'
import { didYouMean } from '../reader/did-you-mean.ts'
import type { ElementReader } from '../reader/element-reader.ts'
import type { Symbols } from '../reader/symbols.ts'
import type { ScenarioTargets } from './scenario-targets.ts'

/** A command, with the traces to wait for (model format 13.2, V-28). */
export function readMutation(
  reader: ElementReader,
  base: { place: Step['place']; description: string },
  targets: ScenarioTargets,
  symbols: Symbols,
): Step | undefined {
  const { findings } = symbols
  const path = reader.required('path')
  const inputs = readInputs(reader)
  const traces = reader.children('expected-trace').flatMap((child) => {
    const component = child.required('command')
    const status = child.choice('status', ['success', 'error'], 'success')
    if (component === undefined) return []
    checkComponent(child, component, targets)
    return [{ component, status, place: child.place }]
  })
  if (path === undefined) return undefined
  const command = targets.mutations.get(path)
  if (command === undefined) {
    const upload = path === 'upload'
    findings.error(
      'V-28',
      reader.placeOf('path'),
      upload ? 'there is no mutation upload, because nothing reacts to FileUploaded' : `there is no mutation ${path}`,
      upload ? 'let a flow or a notifier have the trigger FileUploaded' : didYouMean(path, targets.mutations.keys()),
    )
    return undefined
  }
  const visible = command.fields.filter(({ autoFill }) => autoFill === undefined)
  const names = [...visible, ...command.collections].map(({ name }) => name)
  checkNames(inputs, names, `mutation ${path}`, symbols)
  const given = new Set(inputs.filter(({ value }) => value !== '#').map(({ name }) => name))
  for (const field of visible.filter((candidate) => candidate.default === undefined && !given.has(candidate.name))) {
    findings.error('V-28', reader.place, `mutation ${path} needs the input ${field.name}`)
  }
  return { ...base, kind: 'mutation', command, inputs, traces }
}

function checkComponent(
  reader: ElementReader,
  component: string,
  { components, otherComponents }: ScenarioTargets,
): void {
  if (components.has(component) || otherComponents.has(component)) return
  reader.findings.error(
    'V-28',
    reader.placeOf('command'),
    `nothing traces as ${component}`,
    didYouMean(component, components),
  )
}
