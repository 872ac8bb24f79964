import { expect, test } from '@jest/globals'
import { inCommandWords } from '../../core/run/command-words.ts'
import { again, againFromPlan, approve, command, input, meaning, next, see, spell } from '../../core/run/next-step.ts'
import { commandLine } from '../../core/text/command-line.ts'
import { workflowWords } from './words.ts'

test.each([
  [
    'a flag',
    next`run again with ${input('recreate')}`,
    'run again with --recreate',
    'run again with the input recreate',
  ],
  ['a value', next`with ${input('clean', 'skip')}`, 'with --clean skip', 'with the input clean: skip'],
  [
    'a value to fill in',
    next`give ${input('from', meaning('environment'))} or ${input('environment', meaning('environment'))}`,
    'give --from <environment> or --environment <environment>',
    'give the input from (environment) or the input environment',
  ],
  ['an input without its flag', next`give ${input('model', undefined, true)}`, 'give <model>', 'give the input model'],
  [
    'a stage',
    next`${command('package', { version: '1.9.9', 'dry-run': true, bucket: undefined, check: false })} makes it`,
    'liftlock package --version 1.9.9 --dry-run makes it',
    'the action package with version: 1.9.9, dry-run: true makes it',
  ],
  [
    'a stage without inputs',
    next`${command('package')} makes one`,
    'liftlock package makes one',
    'the action package makes one',
  ],
  [
    'an input that a person gives without its flag',
    next`${command('deploy', { release: meaning('release'), environment: 'staging' })}`,
    'liftlock deploy <release> --environment staging',
    'the action deploy with release: <release>, environment: staging',
  ],
  [
    'values that a shell or YAML would read otherwise',
    next`${command('deploy', { release: 'a b', stack: "it's", tags: '-x', name: '{}' })}`,
    `liftlock deploy 'a b' --stack 'it'"'"'s' --tags=-x --name '{}'`,
    'the action deploy with release: "a b", stack: "it\'s", tags: "-x", name: "{}"',
  ],
  [
    'a command that no action has',
    next`run ${command('local up', { origin: 'http://localhost:5173' })}`,
    'run liftlock local up --origin http://localhost:5173',
    'run liftlock local up --origin http://localhost:5173',
  ],
  [
    'a page, and the same once more',
    next`${see('deploy')}; ${again}; ${againFromPlan}`,
    'see liftlock deploy --help; run the same command again; run every command again, from the plan on',
    'see the README of the action deploy; re-run the job; re-run all jobs, not only the failed ones',
  ],
  [
    'an approval, which only some hosts have',
    next`${approve}run again with ${input('plan', 'f00')}`,
    'run again with --plan f00',
    'approve the job that executes them, or run again with the input plan: f00',
  ],
  [
    'a command of another tool',
    next`or: ${commandLine`aws s3 rm ${'s3://a b'}`}`,
    "or: aws s3 rm 's3://a b'",
    "or: aws s3 rm 's3://a b'",
  ],
])('%s is said in the words of each host', (_what, text, inTerminal, inWorkflow) => {
  expect(inCommandWords(text)).toBe(inTerminal)
  expect(spell(text, workflowWords)).toBe(inWorkflow)
})
