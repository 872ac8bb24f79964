// A trivial GraphQL-shaped server with items in memory, in a process of its own. Prints its port.
import { createServer } from 'node:http'

const items = new Map()
const operations = {
  create({ id, title }) {
    items.set(id, title)
    return { create: { correlationId: id } }
  },
  update({ id, title }) {
    items.set(id, title)
    return { update: { correlationId: id } }
  },
  remove({ id }) {
    items.delete(id)
    return { remove: { correlationId: id } }
  },
  get: ({ id }) => ({ get: { id, title: items.get(id) ?? null } }),
  find: ({ id }) => ({ find: { resultset: items.has(id) ? [{ id, title: items.get(id) }] : [], nextToken: null } }),
  gone: ({ id }) => ({ gone: { there: items.has(id) } }),
}

createServer((request, response) => {
  let text = ''
  request.setEncoding('utf8')
  request.on('data', (chunk) => {
    text += chunk
  })
  request.on('end', () => {
    const { query, variables } = JSON.parse(text)
    const body = JSON.stringify({ data: operations[/\{ (\w+)/.exec(query)[1]](variables) })
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
    response.end(body)
  })
}).listen(0, '127.0.0.1', function () {
  console.log(this.address().port)
})
