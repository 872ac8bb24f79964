import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { awsAtEndpoint } from '../../src/aws/clients.ts'
import { answerHttp } from '../../src/local/codepipeline/network/answer-http.ts'
import { codePipelineService } from './codepipeline-service.ts'

/** The local CodePipeline over HTTP without the emulator: the test is its gateway, and the provider of every action. */
export async function servePipelines() {
  const service = codePipelineService()
  const { account, region, arn } = service.caller
  const log = (line: string) => {
    throw new Error(line)
  }
  const { engine, passMinutes } = service
  const controls = { moveClock: passMinutes, lagReads: engine.lagReads, forget: engine.clear }
  const served = { engine, token: 'token', controls, log }
  const server = createServer((request, response) => {
    Object.assign(request.headers, {
      authorization: 'Bearer token',
      'x-liftlock-account': account,
      'x-liftlock-region': region,
      'x-liftlock-principal': arn,
    })
    answerHttp(served, request, response).catch((error: Error) => response.destroy(error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    service,
    aws: awsAtEndpoint(endpoint, { region, account, secretAccessKey: 'secret' }),
    stop: async () => {
      service.engine.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
