import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { RequestRefused } from '../request-refused.ts'

/** Sends an answer in AppSync's form. */
export function send(response: ServerResponse, status: number, value: unknown): void {
  response.setHeader('x-amzn-requestid', randomUUID())
  response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8' }).end(JSON.stringify(value))
}

/** Sends a refusal of the request as a whole. */
export function sendErrors(response: ServerResponse, error: RequestRefused): void {
  response.setHeader('x-amzn-errortype', error.errorType)
  // The rest of the request is not read.
  if (error.status === 413) response.setHeader('connection', 'close')
  send(response, error.status, { errors: [{ errorType: error.errorType, message: error.message }] })
}
