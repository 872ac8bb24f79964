import ms from 'ms'

/** Greets a visitor of GET /hello, and says how long ago the milliseconds of the query are. */
export async function handler(event) {
  const since = Number(event.queryStringParameters?.since ?? 0)
  const body = { message: 'hello world', since: ms(since, { long: true }) }
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
