import { expect, test } from '@jest/globals'
import { foreignText } from './foreign-text.ts'

const issue = (number: string) => `https://github.com/acme/shop/issues/${number}`
const text = (value: string) => foreignText(value, issue, 200)

test.each([
  ['plain words', 'Totals add up, also for carts (of two).', 'Totals add up, also for carts (of two).'],
  ['code', 'use `<pre>` and ``x`` here', 'use `<pre>` and `x` here'],
  ['a single backtick', 'a ` b', 'a \\` b'],
  ['code that holds a comment', '`<!-- liftlock -->`', '`<! -- liftlock -- >`'],
  ['HTML', 'Fix my <Component onload=x> & <b>', 'Fix my &lt;Component onload=x&gt; &amp; &lt;b&gt;'],
  ['a comment', 'a <!-- end --> b', 'a &lt;\\!-- end --&gt; b'],
  ['a mention', 'thanks @octocat!', 'thanks `@octocat`\\!'],
  ['a team', 'ask @acme/core-team now', 'ask `@acme/core-team` now'],
  ['a decorator', 'bind @for in templates', 'bind `@for` in templates'],
  ['a mail address', 'ask a.b@example.com', 'ask `a.b@example.com`'],
  ['an issue', 'crash of #12', 'crash of [#12](https://github.com/acme/shop/issues/12)'],
  ['a word that closes', 'this fixes #12, closes: #13', 'this fixes `#12`, closes: `#13`'],
  ['another repository', 'see evil/repo#1 and GH-7', 'see `evil/repo#1` and `GH-7`'],
  ['a link', '[click](javascript:alert(1))', '\\[click\\](`javascript:alert(1))`'],
  ['an image', '![x](https://evil.example/x.png)', '\\!\\[x\\](`https://evil.example/x.png)`'],
  ['an address', 'see https://evil.example/?a=b_c_d', 'see `https://evil.example/?a=b_c_d`'],
  ['an address without protocol', 'see www.evil.example', 'see `www.evil.example`'],
  ['a table', 'a | b', 'a \\| b'],
  ['a formula', 'costs $x$', 'costs \\$x\\$'],
  ['emphasis', '**a** __b__ ~~c~~', '\\*\\*a\\*\\* \\_\\_b\\_\\_ \\~\\~c\\~\\~'],
  ['an entity', '&#64;octocat', '&amp;\\#64;octocat'],
  ['a task', '[ ] do it', '\\[ \\] do it'],
  ['a heading', '# Big', '\\# Big'],
  ['a list', '- item', '\\- item'],
  ['a numbered list', '1. item', '1\\. item'],
  ['a version', '1.2.3 is out', '1\\.2.3 is out'],
  ['a rule', '=====', '\\====='],
  ['a quotation', '> said', '&gt; said'],
  ['a fence', '``` js', '\\`\\`\\` js'],
  ['a second line', 'a\n\n# b\r\n', 'a \\# b'],
  ['writing from right to left', 'a \u202e b', 'a \\\\u202e b'],
  ['a control character', 'a \x1b[31m b', 'a \\\\x1b\\[31m b'],
  ['a workflow expression', '$' + '{{ secrets.X }}', '\\$\\{\\{ secrets.X \\}\\}'],
])('%s is harmless and readable', (_, value, expected) => {
  expect(text(value)).toBe(expected)
})

test('a long text is cut, never inside a character', () => {
  expect(foreignText('😀'.repeat(10), undefined, 5)).toBe('😀😀…')
})

test('without an address, numbers are code', () => {
  expect(foreignText('crash of #12', undefined, 200)).toBe('crash of `#12`')
})

test.each([
  ['backticks', '`'.repeat(200_000)],
  ['at signs', 'a@'.repeat(100_000)],
  ['dots', `a@${'b.'.repeat(100_000)}`],
  ['slashes', '/a'.repeat(100_000)],
  ['words without an end', 'a'.repeat(200_000)],
  ['hashes', '#'.repeat(200_000)],
  ['colons', 'http:'.repeat(50_000)],
])('many %s take no long time', (_, value) => {
  const start = performance.now()
  foreignText(value, issue, 1_000_000)
  expect(performance.now() - start).toBeLessThan(2_000)
})
