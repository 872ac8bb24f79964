/** Syntax tree of a template, after the grammar of Apache Velocity 1.7 (user guide and VTL reference). */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reference'; readonly reference: Reference; readonly escapes: number }
  | { readonly kind: 'set'; readonly target: Reference; readonly value: Expression }
  | { readonly kind: 'if'; readonly branches: readonly Branch[]; readonly otherwise: readonly Node[] }
  | { readonly kind: 'foreach'; readonly variable: string; readonly items: Expression; readonly body: readonly Node[] }
  | {
      readonly kind: 'macro'
      readonly name: string
      readonly parameters: readonly string[]
      readonly body: readonly Node[]
    }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Expression[]; readonly text: string }
  | { readonly kind: 'return'; readonly value: Expression | undefined }
  | { readonly kind: 'break' }
  | { readonly kind: 'stop' }

export interface Branch {
  readonly condition: Expression
  readonly body: readonly Node[]
}

/** `$name.property.method(arguments)[index]`; `text` is its source, which is printed if it is unset. */
export interface Reference {
  readonly kind: 'variable'
  readonly name: string
  readonly path: readonly Step[]
  /** Written `$!name`: prints nothing when it is unset. */
  readonly quiet: boolean
  readonly text: string
  /** Position in the template, counted from 0. */
  readonly offset: number
}

export type Step =
  | { readonly kind: 'property'; readonly name: string }
  | { readonly kind: 'method'; readonly name: string; readonly arguments: readonly Expression[] }
  | { readonly kind: 'index'; readonly index: Expression }

export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%'

export type Expression =
  | Reference
  | { readonly kind: 'literal'; readonly value: string | boolean | null }
  /** `decimal` is true for a number written with a fraction, which Java divides as a double. */
  | { readonly kind: 'number'; readonly value: number; readonly decimal: boolean }
  /** A string in double quotes, which is itself a template. */
  | { readonly kind: 'interpolation'; readonly body: readonly Node[] }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'range'; readonly from: Expression; readonly to: Expression }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [key: Expression, value: Expression])[] }
  | { readonly kind: 'not'; readonly operand: Expression }
  | {
      readonly kind: 'binary'
      readonly operator: BinaryOperator
      readonly left: Expression
      readonly right: Expression
    }
