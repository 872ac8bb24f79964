import { admitDeclaration } from '../../../pipeline/admission/admit.ts'
import { isIntrinsic } from '../../../pipeline/definition/intrinsic.ts'
import { renderDeclaration } from '../../../pipeline/definition/render-definition.ts'
import { type PipelineFinding, pathText } from '../../../pipeline/finding.ts'
import type { Declaration } from '../machine/declaration.ts'
import type { Scope } from '../service/scope.ts'
import { ServiceFault } from '../service-fault.ts'

/**
 * A definition that the service takes, in its own shape.
 * @throws ServiceFault Validation, InvalidStructure, InvalidStageDeclaration, InvalidActionDeclaration
 */
export function admitPipeline({ workers, region }: Scope, document: unknown): Declaration {
  const { definition, findings } = admitDeclaration({ pipeline: document })
  const fault = findings.find(({ severity }) => severity === 'error')
  if (fault !== undefined || definition === undefined) throw refused(fault)
  const declaration = renderDeclaration({ pipeline: definition.pipeline, settings: {} }).pipeline
  refuseFunctions(declaration, '')
  const admitted = declaration as unknown as Declaration
  for (const { actions } of admitted.stages)
    for (const { name, actionTypeId: id } of actions) {
      const { category, owner, provider, version } = id
      if (owner !== 'Custom') continue
      const isKnown = workers.types.some(
        ({ id: known }) => known.category === category && known.provider === provider && known.version === version,
      )
      if (!isKnown)
        throw new ServiceFault(
          'InvalidActionDeclaration',
          `ActionType (Category: '${category}', Provider: '${provider}', Owner: 'Custom', Version: '${version}') ` +
            `in action '${name}' is not available in region ${region}.`,
        )
    }
  return admitted
}

function refused(finding: PipelineFinding | undefined): ServiceFault {
  if (finding === undefined) return new ServiceFault('Validation', 'The definition cannot be read.')
  const { rule, path, text, fix } = finding
  const message = `${pathText(path)}: ${text}; ${fix}`
  // Values that the model of the service refuses.
  if (rule === 'P-01' || rule === 'P-02') return new ServiceFault('Validation', message)
  const type = path.includes('actions')
    ? 'InvalidActionDeclaration'
    : path[0] === 'stages' && path.length > 1
      ? 'InvalidStageDeclaration'
      : 'InvalidStructure'
  return new ServiceFault(type, message)
}

/** The service knows no functions of CloudFormation: a structure in place of a text is another kind of value. */
function refuseFunctions(value: unknown, path: string): void {
  if (typeof value !== 'object' || value === null) return
  if (isIntrinsic(value) && !path.endsWith('.configuration'))
    throw new ServiceFault('Serialization', `The value at '${path}' is a function of CloudFormation.`)
  for (const [name, member] of Object.entries(value)) refuseFunctions(member, path === '' ? name : `${path}.${name}`)
}
