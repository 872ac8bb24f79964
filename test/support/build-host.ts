import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BuildServices } from '../../src/aws/pipeline-actions/build-services.ts'
import { findPrograms } from '../../src/local/codepipeline/builds/program-path.ts'
import type { ActionRecord } from '../../src/local/codepipeline/machine/records.ts'
import type { Progress } from '../../src/local/codepipeline/machine/settle.ts'
import type { BuildGround } from '../../src/local/codepipeline/providers/perform-build.ts'
import type { Order } from '../../src/local/codepipeline/service/perform-work.ts'
import { aDeclaration } from './codepipeline-service.ts'
import { testPython } from './ministack.ts'
import { zipOf } from './zip.ts'

type Call = (target: string, input: Readonly<Record<string, unknown>>) => object

/** Builds in real processes; buckets and services are scripted. */
export async function buildTrial() {
  const folder = mkdtempSync(join(tmpdir(), 'builds-'))
  const objects = new Map<string, Uint8Array>()
  const lines: string[] = []
  const told: Progress[] = []
  let answer: Call = () => ({})
  const services: BuildServices = {
    credentials: async () => ({ accessKeyId: 'AKIDTRIAL', secretAccessKey: 'a-secret-key', sessionToken: 'a-token' }),
    readObject: async (_, { key }) => objects.get(key)!,
    writeObject: async (_, { key }, body) => void objects.set(key, body),
    call: async (_, { target }, input) => {
      const { logEvents = [] } = input as { readonly logEvents?: readonly { readonly message: string }[] }
      lines.push(...logEvents.map(({ message }) => message))
      return target.startsWith('Logs') ? {} : answer(target, input as Readonly<Record<string, unknown>>)
    },
  }
  const ground: BuildGround = {
    services,
    host: { python: await testPython(), ports: [], programs: findPrograms() },
    folder,
    endpoint: 'http://127.0.0.1:4610',
    proxy: {},
  }
  let count = 0
  const order = (work: Partial<ActionRecord>, signal = new AbortController().signal): Order => {
    count += 1
    const pipeline = { account: '111111111111', region: 'eu-west-1', name: 'Garage', declarations: [aDeclaration()] }
    return {
      pipeline,
      execution: { version: 1, revisions: [{ name: 'Code', revisionId: 'v1' }] },
      work: {
        id: `action-${count}`,
        name: 'Run',
        started: 1000,
        inputs: [],
        outputs: [],
        type: {},
        resolvedConfiguration: {},
        ...work,
      },
      signal,
      progress: (each: Progress) => void told.push(each),
    } as unknown as Order
  }
  return {
    folder,
    close: () => rmSync(folder, { recursive: true, force: true }),
    ground,
    order,
    objects,
    lines,
    told,
    /** Answers of services other than the log. */
    script: (call: Call): void => {
      answer = call
    },
    /** An input artifact of text files. */
    input: async (name: string, files: Readonly<Record<string, string>>) => {
      objects.set(name, await zipOf(files))
      return { name, bucket: 'store', key: name }
    },
  }
}
