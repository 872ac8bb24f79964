import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type CommandLine, commandLine } from '../support/command-line.ts'
import { sampleEvidence } from '../support/evidence-samples.ts'
import { ecKey } from '../support/signing-keys.ts'

/** Loaded before the program: to reach an address or ask for a name fails, and shows. */
const noNetwork = `
import net from 'node:net'
import dns from 'node:dns'
const stop = (what) => { process.stderr.write('NETWORK ' + what); throw new Error('no network here') }
const connect = net.Socket.prototype.connect
net.Socket.prototype.connect = function (...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0]
  return options?.path === undefined ? stop('connect') : connect.apply(this, args)
}
dns.lookup = dns.promises.lookup = () => stop('lookup')
`
const blocked = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(noNetwork)}` }
const credentials = {
  AWS_MAX_ATTEMPTS: '1',
  AWS_ACCESS_KEY_ID: '111111111111',
  AWS_SECRET_ACCESS_KEY: 'any',
  AWS_REGION: 'eu-west-1',
}
const key = ecKey()

let line: CommandLine
let release: string
beforeAll(async () => {
  line = commandLine()
  mkdirSync(join(line.folder, 'app'))
  writeFileSync(
    join(line.folder, 'app', 'template.json'),
    JSON.stringify({ Resources: { A: { Type: 'AWS::SNS::Topic' } } }),
  )
  const signers = { gate: { 'public-key': key.publicKey } }
  const staging = { account: '111111111111', bucket: 'shop-staging' }
  writeFileSync(
    join(line.folder, 'liftlock.yml'),
    JSON.stringify({ application: 'shop', signers, environments: { staging } }),
  )
  const packed = await line.run(['package', 'app', '--export', 'shop.zip', '--json'])
  release = JSON.parse(packed.stdout).outputs.release
  writeFileSync(join(line.folder, 'gate.json'), await sampleEvidence(release, key, { gate: null, configuration: [] }))
}, 60_000)
afterAll(() => line.close())

test('verify needs no network, no credentials and no region: an exported release names the release, liftlock.yml the signers', async () => {
  const without = { AWS_REGION: '', AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', ...blocked }
  const { code, stdout, stderr } = await line.run(['verify', 'gate.json', 'shop.zip', '--json'], without)
  expect(stderr).not.toContain('NETWORK')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    outputs: { release, statements: 1, unsigned: 0, verified: [{ file: 'gate.json', signedBy: ['gate'] }] },
  })
})

test('evidence that was changed is refused with exit code 1, and named in the JSON', async () => {
  const changed = readFileSync(join(line.folder, 'gate.json'), 'utf8').replace(/"payload":"(.)/, '"payload":" $1')
  writeFileSync(join(line.folder, 'changed.json'), changed)
  const { code, stdout } = await line.run(['verify', 'changed.json', '--release', 'shop.zip', '--json'], blocked)
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({
    outcome: 'rejected',
    error: { reason: 'evidence-failed', message: expect.stringContaining('changed.json') },
  })
})

test('the same wall stops a stage that asks AWS', async () => {
  const { stderr } = await line.run(['quality-gate', '--environment', 'staging'], { ...credentials, ...blocked })
  expect(stderr).toContain('NETWORK')
})
