import type { PythonKind } from '../../../src/generator/model/python/python-sources.ts'

/** A text that was made to take time or memory, or to mean something else to Python than to its readers. */
export interface HostileSource {
  readonly name: string
  readonly kind: PythonKind
  readonly text: string
  /** What the checker says of it; undefined where it is sound. */
  readonly refused?: string
}

const deep = 'too large or too deeply nested'
const nested = (open: string, close: string, depth: number) => `${open.repeat(depth)}1${close.repeat(depth)}`

/** Texts that nothing of may be worked out, or that are nested without end. */
export const hostileSources: readonly HostileSource[] = [
  { name: 'a repeated text', kind: 'template', text: '{{ "x"*3000000000 }}' },
  { name: 'a repeated list', kind: 'template', text: '{{ [1,2]*3000000000 }}' },
  { name: 'a tower of powers', kind: 'template', text: '{{ 9**9**9 }}' },
  { name: 'a wide filter', kind: 'template', text: '{{ "x"|center(2000000000) }}' },
  { name: 'a wide format', kind: 'template', text: '{{ "%2000000000d"|format(1) }}' },
  { name: 'a wide operator', kind: 'template', text: '{{ "%2000000000d" % 1 }}' },
  { name: 'a range', kind: 'template', text: '{{ range(10**9)|list|join }}' },
  { name: 'a repeated text in a condition', kind: 'template', text: '{% if "x"*3000000000 %}{% endif %}' },
  { name: 'a repeated text in a loop', kind: 'template', text: '{% for c in "x"*3000000000 %}{% endfor %}' },
  { name: 'a repeated text in an assignment', kind: 'template', text: '{% set a = "x"*3000000000 %}' },
  {
    name: 'a repeated text as an option',
    kind: 'template',
    text: '{% autoescape "x"*3000000000 %}{% endautoescape %}',
  },
  {
    name: 'a repeated text in a block',
    kind: 'template',
    text: '{% filter upper %}{{ "x"*3000000000 }}{% endfilter %}',
  },
  { name: 'a repeated text in a name', kind: 'template', text: '{% include "x"*3000000000 %}' },
  {
    name: 'a repeated text in an argument',
    kind: 'template',
    text: '{{ f(a="x"*3000000000, b=("x"*3000000000)|length) }}',
  },
  { name: 'a repeated text in a default', kind: 'template', text: '{% macro m(a="x"*3000000000) %}{% endmacro %}' },
  { name: 'parentheses', kind: 'template', text: `{{ ${nested('(', ')', 5000)} }}`, refused: deep },
  { name: 'signs', kind: 'template', text: `{{ ${'-'.repeat(5000)}1 }}`, refused: deep },
  { name: 'conditions', kind: 'template', text: nested('{% if 1 %}', '{% endif %}', 3000), refused: deep },
  { name: 'filters', kind: 'template', text: `{{ 1${'|upper'.repeat(5000)} }}`, refused: deep },
  { name: 'a repeated text', kind: 'expression', text: '"x"*3000000000' },
  { name: 'a repeated tuple', kind: 'expression', text: '(1,2)*10**9' },
  { name: 'a tower of powers', kind: 'expression', text: '9**9**9' },
  { name: 'a shift', kind: 'expression', text: '1<<10**9' },
  { name: 'a wide format', kind: 'expression', text: '"%2000000000d" % 1' },
  { name: 'an f-string', kind: 'expression', text: 'f"{1:2000000000}"' },
  { name: 'parentheses', kind: 'expression', text: nested('(', ')', 5000), refused: 'too many nested parentheses' },
  { name: 'brackets', kind: 'expression', text: nested('[', ']', 100_000), refused: 'too many nested parentheses' },
  { name: 'signs', kind: 'expression', text: `${'-'.repeat(100_000)}1`, refused: deep },
  { name: 'negations', kind: 'expression', text: `${'not '.repeat(100_000)}1`, refused: deep },
  { name: 'lambdas', kind: 'expression', text: `${'lambda:'.repeat(50_000)}1`, refused: deep },
  { name: 'sums', kind: 'expression', text: Array(100_000).fill('1').join('+'), refused: deep },
  { name: 'calls', kind: 'expression', text: `f${'()'.repeat(100_000)}`, refused: deep },
  { name: 'attributes', kind: 'expression', text: `flow${'.a'.repeat(100_000)}`, refused: deep },
  { name: 'digits', kind: 'expression', text: '1'.repeat(100_000), refused: 'Exceeds the limit (4300 digits)' },
  { name: 'an unknown character', kind: 'expression', text: `"\\N{${'A'.repeat(100_000)}}"`, refused: 'unicode' },
  { name: 'branches', kind: 'body', text: `if 1: pass\n${'elif 1: pass\n'.repeat(20_000)}`, refused: deep },
  {
    name: 'indentation',
    kind: 'body',
    text: Array.from({ length: 200 }, (_, depth) => `${' '.repeat(depth)}if 1:`).join('\n'),
    refused: 'too many levels of indentation',
  },
  { name: 'groups', kind: 'pattern', text: nested('(', ')', 5000), refused: deep },
  { name: 'repetitions', kind: 'pattern', text: '((((a{1,9999}){1,9999}){1,9999}){1,9999})' },
  { name: 'a null byte', kind: 'module', text: 'a = 1\u0000', refused: 'null bytes' },
  { name: 'half of a pair', kind: 'module', text: 'a = "\ud800"', refused: 'surrogate' },
  { name: 'half of a pair', kind: 'expression', text: '"\udfff"', refused: 'surrogate' },
  {
    name: 'another encoding',
    kind: 'module',
    text: '# coding: utf-7\n# +AAo-import os',
    refused: 'utf-7, but only UTF-8 is read',
  },
  { name: 'another encoding in line 2', kind: 'module', text: '\n# -*- coding: rot13 -*-', refused: 'rot13' },
  { name: 'an encoding that there is not', kind: 'module', text: '# coding: nonesuch', refused: 'nonesuch' },
  { name: 'the encoding that it has', kind: 'module', text: '# coding: utf-8\na = 1' },
  { name: 'an encoding in line 3', kind: 'module', text: '\n\n# coding: utf-7' },
  {
    name: 'a million characters',
    kind: 'module',
    text: `# ${'x'.repeat(1_000_000)}`,
    refused: 'longer than 1,000,000 characters',
  },
]
