import type { IncomingMessage } from 'node:http'
import { apiKeyHeader } from '../../../core/network/header-names.ts'
import { lowerCase } from './connection.ts'

/**
 * The headers that authorize a connection: in the query, as a subprotocol, or as plain HTTP headers
 * (developer guide, "Handshake details to establish the WebSocket connection").
 */
export function handshakeHeaders(request: IncomingMessage): Record<string, string> {
  const query = new URL(request.url ?? '/', 'http://localhost').searchParams.get('header')
  if (query !== null) return decode(query)
  const protocol = protocolsOf(request).find((name) => name.startsWith('header-'))
  if (protocol !== undefined) return decode(protocol.slice('header-'.length))
  const { authorization, [apiKeyHeader]: key, host, ...rest } = request.headers
  const named = Object.entries(rest).filter(
    ([name]) => name.startsWith('x-amz-') || name.startsWith('content-') || name === 'accept',
  )
  return lowerCase({
    ...Object.fromEntries(named),
    ...(authorization ? { authorization } : {}),
    ...(key ? { [apiKeyHeader]: key } : {}),
    host: host ?? '',
  })
}

function protocolsOf(request: IncomingMessage): readonly string[] {
  return (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
}

/** Decodes base64 in either alphabet. Anything else gives no authorization. */
function decode(text: string): Record<string, string> {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64').toString())
    return typeof value === 'object' && value !== null ? lowerCase(value) : {}
  } catch {
    return {}
  }
}
