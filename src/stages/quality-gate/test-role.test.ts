import { expect, test } from '@jest/globals'
import { testerCredentials } from './test-role.ts'

const credentials = { accessKeyId: 'ASIA', secretAccessKey: 's', sessionToken: 't' }
const account = (arn: string) => ({
  identity: async () => ({ account: '111111111111', arn }),
  credentials: async () => credentials,
})
const session = (role: string, name: string) => `arn:aws:sts::111111111111:assumed-role/${role}/${name}`

test('a test command gets the credentials of a role of its own', async () => {
  const gate = account(session('gate', 'run-1'))
  expect(await testerCredentials(account(session('tests', 'run-1')), gate)).toEqual(credentials)
})

test.each([
  [session('gate', 'one'), session('gate', 'other')],
  ['arn:aws:iam::111111111111:user/ci', 'arn:aws:iam::111111111111:user/ci'],
  ['arn:aws-iso:sts::111111111111:assumed-role/gate/one', 'arn:aws-iso:sts::111111111111:assumed-role/gate/two'],
])('%s is refused beside %s: a test could write its own evidence', async (tester, gate) => {
  await expect(testerCredentials(account(tester), account(gate))).rejects.toMatchObject({
    reason: 'input-invalid',
    hint: expect.stringContaining('its own evidence'),
  })
})

test('on an emulator, which knows accounts only, both are one', async () => {
  const root = account('arn:aws:iam::111111111111:root')
  expect(await testerCredentials(root, root)).toEqual(credentials)
})
