import { expect, test } from '@jest/globals'
import { auditCallChains } from '../../scripts/audit-workflows/call-chains.ts'
import { auditFile } from '../../scripts/audit-workflows/single-files.ts'
import { parseWorkflow } from '../../scripts/audit-workflows/workflow.ts'
import { readWorkflowSources } from '../../scripts/audit-workflows/workflow-sources.ts'
import { packageRoot } from '../../src/system/package-root.ts'

/** The workflows of this repository, and what the checks say once one of them is changed. */
const sources = readWorkflowSources(packageRoot()).filter(
  ({ kind }) => kind === 'callable or ours' || kind === 'starter',
)
const all = new Map(sources.map(({ path, text }) => [path, text]))

const deliver = '.github/workflows/deliver.yml'
const verify = '.github/workflows/verify.yml'
const promote = '.github/workflows/promote.yml'
const backend = 'workflows/github/backend.yml'

/** What is found when a text of one file is replaced; the text has to be there. */
function foundAfter(path: string, from: string | RegExp, to: string): string[] {
  const text = all.get(path)!
  const changed = text.replace(from, to)
  if (changed === text) throw new Error(`${path} has no ${from}`)
  return auditCallChains(new Map([...all, [path, changed]])).map(({ rule, place }) => `${rule} ${place}`)
}

function foundIn(text: string, copied = false): string[] {
  const file = { path: 'x.yml', text: `on: push\njobs:\n  a:\n${text}`, copied }
  return auditFile(file, (path) => /^actions\/(deploy|setup)\/action\.yml$/.test(path)).map(({ rule }) => rule)
}

test('our workflows and starters are in order', () => {
  expect(auditCallChains(all)).toEqual([])
  expect([...all.keys()]).toEqual(expect.arrayContaining([deliver, verify, promote, backend]))
})

test('a permission that a starter does not grant is found at every job below that asks for it', () => {
  expect(foundAfter(backend, / *id-token: write.*\n/, '')).toEqual(
    expect.arrayContaining([
      `grant-missing ${deliver}/package`,
      `grant-missing ${deliver}/staging`,
      `grant-missing ${deliver}/production`,
    ]),
  )
})

test('a permission that gets lost in the middle of a chain is found at the job that asks for it', () => {
  const middle = /^ {4}concurrency: #/m
  const without = all
    .get(deliver)!
    .replace(/( *id-token: write[^\n]*\n)(?=(?: *[a-z-]+: write[^\n]*\n)* *concurrency: #)/, '')
  expect(middle.test(without)).toBe(true)
  const found = auditCallChains(new Map([...all, [deliver, without]])).map(({ rule, place }) => `${rule} ${place}`)
  expect(found).toEqual(expect.arrayContaining([`grant-missing ${verify}/deploy`, `grant-missing ${verify}/gate`]))
  expect(found).not.toContain(`grant-missing ${promote}/plan`)
})

test('a concurrency group that a caller holds already is found', () => {
  const again = 'name: deploy\n    concurrency: liftlock-$' + '{{ inputs.environment }}\n    runs-on'
  expect(foundAfter(verify, /name: deploy\n {4}runs-on/, again)).toContain(`group-twice ${verify}/deploy`)
})

test('a second job in the environment of the reviewers is found', () => {
  expect(foundAfter(promote, 'inputs.environment }}-plan', 'inputs.environment }}')).toEqual(
    expect.arrayContaining([`environment-twice ${backend}`, 'environment-twice workflows/github/promote.yml']),
  )
})

test('a call of a workflow that is not there is found', () => {
  expect(foundAfter(deliver, '$/.github/workflows/verify.yml', '$/.github/workflows/verfy.yml')).toContain(
    `call-unknown ${deliver}/staging`,
  )
})

test.each([
  [deliver, / if: \S\S\S !cancelled\(\) && !failure\(\) && needs\.staging.*/, 'production'],
  [promote, / if: \S\S\S !cancelled\(\) && !failure\(\) \}\}.*/, 'plan'],
  [promote, / if: \S\S\S !cancelled\(\) && !failure\(\) && needs\.plan.*/, 'execute'],
])(
  'in %s, a job that is lost when the gate is skipped is found, with another condition or with none',
  (path, condition, job) => {
    expect(foundAfter(path, condition, " if: ${{ inputs.environment != '' }}")).toContain(
      `skipped-along ${path}/${job}`,
    )
    expect(foundAfter(path, condition, '')).toContain(`skipped-along ${path}/${job}`)
  },
)

test('production needs a staging that succeeded, and a run in which nothing failed and nobody cancelled', () => {
  const { production } = parseWorkflow(all.get(deliver)!).jobs!
  const asked = String(production!.if)
    .replace(/^\$\{\{ | \}\}$/g, '')
    .split(' && ')
  expect(asked).toEqual(['!cancelled()', '!failure()', "needs.staging.result == 'success'", "inputs.production != ''"])
})

test('a job far behind one that may be skipped is found, and one behind a job that always runs is not', () => {
  const chain = (condition: string) =>
    auditCallChains(
      new Map([
        [
          'x.yml',
          `on: push\npermissions: {}\njobs:\n  a: { if: "${condition}" }\n  b: { if: always(), needs: a }\n  c: { needs: [b] }\n`,
        ],
      ]),
    ).map(({ rule, place }) => `${rule} ${place}`)
  expect(chain('inputs.gate')).toEqual(['skipped-along x.yml/c'])
  expect(chain('always()')).toEqual([])
})

test('a reference to the own repository in a file to copy, or with a ref, or to nothing, is found', () => {
  expect(foundIn('    steps: [{ uses: $/actions/deploy }]\n', true)).toEqual(['starter-self'])
  expect(foundIn('    steps: [{ uses: $/actions/deploy@v1 }]\n')).toEqual(['self-ref'])
  expect(foundIn('    steps: [{ uses: $/actions/deplo }]\n')).toEqual(['uses-unknown'])
  expect(foundIn('    steps: [{ uses: ./actions/deploy }]\n')).toEqual(['local-path'])
  expect(foundIn('    steps: [{ uses: $/actions/deploy }]\n')).toEqual([])
})

test('an expression in a shell body is found', () => {
  expect(foundIn('    steps: [{ run: "echo $' + '{{ github.actor }}" }]\n')).toEqual(['expression-in-shell'])
})

test('a group in which waiting pushes cancel one another is found, of a job and of a file', () => {
  const group = (text: string, more = '') => `    concurrency: { group: "${text}"${more} }\n`
  expect(foundIn(group('check-${{ github.ref }}'))).toEqual(['group-cancels'])
  expect(foundIn(group("${{ github.event_name == 'pull_request' && github.run_id || github.ref }}"))).toEqual([
    'group-cancels',
  ])
  expect(foundIn('    steps: []\nconcurrency: ci\n')).toEqual(['group-cancels'])
  expect(foundIn(group('check-${{ github.ref }}', ', queue: max'))).toEqual([])
  expect(foundIn(group("${{ github.event_name == 'pull_request' && github.ref || github.run_id }}"))).toEqual([])
})

test('a branch that is known by a name which a tag may have too is found', () => {
  expect(foundIn("    if: ${{ github.ref_name == 'main' }}\n")).toEqual(['ref-name'])
  expect(foundIn('    steps: [{ if: "github.ref_name != \'main\'" }]\n')).toEqual(['ref-name'])
  expect(foundIn("    if: ${{ github.ref == 'refs/heads/main' }}\n")).toEqual([])
})

test('an output that repeats what was asked for is found', () => {
  expect(foundIn('    outputs: { release: "${{ inputs.release }}" }\n')).toEqual(['output-is-input'])
  expect(foundIn('    outputs: { release: "${{ steps.deploy.outputs.release }}" }\n')).toEqual([])
})

test('a job that holds a token and restores what other jobs wrote is found, and one that holds none is not', () => {
  const token = '    permissions: { id-token: write }\n'
  const setup = (keep: string) =>
    `    steps: [{ uses: liftlock/liftlock/actions/setup@v1, with: { keep-packages: ${keep} } }]\n`
  expect(foundIn(`${token}${setup('true')}`, true)).toEqual(['cache-with-token'])
  expect(foundIn(`    environment: publish\n${setup('true')}`, true)).toEqual(['cache-with-token'])
  expect(foundIn(`${token}    steps: [{ uses: actions/cache/restore@v5 }]\n`)).toEqual(['cache-with-token'])
  expect(foundIn(`${token}${setup('false')}`, true)).toEqual([])
  expect(foundIn(`    permissions: { contents: read }\n${setup('true')}`, true)).toEqual([])
})
