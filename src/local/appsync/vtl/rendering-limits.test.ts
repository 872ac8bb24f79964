import { execFileSync } from 'node:child_process'
import { expect, test } from '@jest/globals'
import { renderingLimits } from './frame.ts'
import { mostValues } from './java/values.ts'
import { longestTemplate, renderTemplate } from './render-template.ts'

const times = (count: number, text: string) => text.repeat(count)
const message = (template: string) => {
  const rendering = renderTemplate(template, {})
  return rendering.kind === 'error' ? rendering.error.message : rendering.kind
}

test.each([
  [
    'loops in loops',
    times(3, '#foreach($a in [1..1000])') + times(3, '#end'),
    `more than ${renderingLimits.steps} steps`,
  ],
  [
    'a macro that calls itself',
    '#macro(m)#m()#end#m()',
    `Macros call each other more than ${renderingLimits.calls} levels deep`,
  ],
  [
    'a text that doubles',
    `#set($a="x")${times(60, '#set($a="$a$a")')}`,
    `more than ${renderingLimits.characters} characters`,
  ],
  [
    'a list that doubles',
    `#set($a=[1])${times(60, '#set($a=[$a,$a])')}$util.toJson($a)`,
    `more than ${mostValues} values`,
  ],
  ['a list that doubles, printed', `#set($a=[1])${times(60, '#set($a=[$a,$a])')}$a`, `more than ${mostValues} values`],
  [
    'a list that doubles, returned',
    `#set($a=[1])${times(60, '#set($a=[$a,$a])')}#return($a)`,
    `more than ${mostValues} values`,
  ],
  [
    'lists that double, compared',
    `#set($a=[1])#set($b=[1])${times(60, '#set($a=[$a,$a])#set($b=[$b,$b])')}#if($a==$b)#end`,
    `more than ${mostValues} values`,
  ],
  ['a list that holds itself', '#set($a=[1])$util.qr($a.add($a))$a', `more than ${mostValues} values`],
  ['a range', '$util.toJson([1..9000000])', 'A range of 9000000 items: 100000 are allowed'],
  ['a pattern that tries every way', `$util.matches("(a+)+b", "${times(60, 'a')}")`, 'takes longer than 1000 ms'],
  ['the same, replacing', `#set($s="${times(60, 'a')}")$s.replaceAll("(a+)+b", "")`, 'takes longer than 1000 ms'],
  ['JSON of many levels', times(longestTemplate, '['), 'nested too deeply'],
  ['a template that AppSync would not create', times(longestTemplate + 1, ' '), `${longestTemplate} are allowed`],
  ['backslashes', times(longestTemplate, '\\'), 'did not print valid JSON'],
])('%s: ended with an error of the template', (_, template, text) => {
  expect(message(template)).toContain(text)
})

test('a template may do as much as the limits say', () => {
  expect(message('#foreach($a in [1..999])#foreach($b in [1..999])#end#end')).toBe('value')
  expect(message(`#macro(m $n)#if($n > 1)#set($n = $n - 1)#m($n)#end#end#m(${renderingLimits.calls})`)).toBe('value')
  expect(message(`#macro(m $n)#if($n > 1)#set($n = $n - 1)#m($n)#end#end#m(${renderingLimits.calls + 1})`)).toContain(
    'Macros',
  )
  expect(message(`#set($a=[1..${renderingLimits.rangeItems}])$a.size()`)).toBe('value')
  expect(message(`"${times(longestTemplate - 2, 'x')}"`)).toBe('value')
})

test('texts as long as the limit are read, also by a process that compiles patterns without optimising them', () => {
  // V8 does so once a process has compiled many; a pattern that repeats then keeps a place to go back to for each
  // character.
  const script = `
    import { renderingLimits } from './frame.ts'
    import { renderTemplate } from './render-template.ts'
    const printed = (start, sign, end) => {
      const doubled = '#set($a="' + sign.repeat(renderingLimits.characters / 2 ** 12) + '")' + '#set($a="$a$a")'.repeat(12)
      const rendering = renderTemplate(doubled + start + '$a.substring(' + (start + end).length + ')' + end, {})
      return rendering.kind === 'error' ? rendering.error.message : rendering.kind
    }
    const { length } = [printed('"', 'x', '"'), printed('1', ' ', ''), printed('', ' ', '1')].filter((kind) => kind === 'value')
    console.log(length, printed('"', 'x', ''))
  `
  const flags = ['--no-regexp-optimization', '--import', import.meta.resolve('tsx'), '--input-type=module']
  const printed = execFileSync(process.execPath, [...flags, '--eval', script], { cwd: import.meta.dirname })
  expect(printed.toString()).toMatch(/^3 The template did not print valid JSON/)
})
