import { isNoValue } from '../../src/pipeline/definition/intrinsic.ts'
import { resourceShape, type Shape } from '../../src/pipeline/definition/shapes.ts'
import { templateSpelling } from '../../src/pipeline/definition/spelling.ts'
import { limitOf } from '../../src/pipeline/limits/limits.ts'
import type { SeededRandom } from './seeded-random.ts'

/** The properties of some pipeline: every member may be there, and one value in eight is a function. */
export function anyPipeline(random: SeededRandom): Readonly<Record<string, unknown>> {
  return anyLiteral(resourceShape, random) as Readonly<Record<string, unknown>>
}

/** Any value of a shape as a template writes it. */
function anyValue(shape: Shape, random: SeededRandom): unknown {
  return random.below(8) === 0 ? anyIntrinsic(shape, random) : anyLiteral(shape, random)
}

function anyLiteral(shape: Shape, random: SeededRandom): unknown {
  switch (shape.kind) {
    case 'text': {
      const { enum: values } = limitOf(shape.limit)
      return values === undefined ? `text-${random.below(1000)}` : values[random.below(values.length)]
    }
    case 'number':
      return random.below(2000) - 5
    case 'flag':
      return random.below(2) === 0
    case 'list':
    case 'regions':
      return Array.from({ length: random.below(4) }, () => anyValue(shape.of, random))
    case 'map':
      return Object.fromEntries(
        Array.from({ length: random.below(4) }, (_, index) => [`Key${index}`, anyValue(shape.of, random)]),
      )
    case 'structure':
      return Object.fromEntries(
        Object.entries(shape.members)
          .filter(([name]) => shape.required.includes(name) || random.below(2) === 0)
          .map(([name, member]) => [
            templateSpelling.nameOf(name),
            required(shape.required.includes(name), member, random),
          ]),
      )
  }
}

function required(needed: boolean, shape: Shape, random: SeededRandom): unknown {
  const value = anyValue(shape, random)
  return needed && isNoValue(value) ? { Ref: 'Needed' } : value
}

function anyIntrinsic(shape: Shape, random: SeededRandom): unknown {
  const all = [
    () => ({ Ref: 'Parameter' }),
    () => ({ Ref: 'AWS::NoValue' }),
    () => ({ 'Fn::GetAtt': ['Resource', 'Arn'] }),
    () => ({ 'Fn::Sub': ['${A}', { A: { Ref: 'B' } }] }),
    () => ({ 'Fn::If': ['Condition', required(true, shape, random), { Ref: 'AWS::NoValue' }] }),
    () => ({ 'Fn::If': ['Condition', required(true, shape, random), required(true, shape, random)] }),
  ]
  return all[random.below(all.length)]!()
}
