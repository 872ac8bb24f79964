/** What an activity sent, what it got, and what was traced: folded, until somebody looks. */

/** @param {unknown} value */
function json(value) {
  return typeof value === 'string' ? value : JSON.stringify(value, undefined, 2)
}

/**
 * @param {string} title
 * @param {Child | readonly Child[]} content
 * @param {boolean} [open]
 */
function folded(title, content, open) {
  return make('details', { class: 'data', open }, make('summary', {}, title), content)
}

/** @param {Activity} activity */
function requestOf({ request, kind }) {
  if (request === undefined) return undefined
  const { document: query, variables } = /** @type {{ document?: string, variables?: object }} */ (request)
  if (query === undefined)
    return folded(kind === 'set-variables' ? 'values' : 'request', make('pre', {}, json(request)))
  const given = Object.keys(variables ?? {}).length > 0 && make('pre', {}, json(variables))
  return folded('request', [make('pre', {}, laidOut(query)), given])
}

/**
 * A GraphQL document with one field a line.
 * @param {string} query
 */
function laidOut(query) {
  const lines = []
  let [depth, round, line] = [0, 0, '']
  for (const word of query.replace(/\s+/g, ' ').split(/([{}()]|\s)/)) {
    if (word === '(') round++
    if (word === ')') round--
    if (round === 0 && word === '{') {
      lines.push('  '.repeat(depth++) + `${line.trim()} {`.trim())
      line = ''
    } else if (round === 0 && word === '}') {
      if (line.trim()) lines.push('  '.repeat(depth) + line.trim())
      lines.push(`${'  '.repeat(--depth)}}`)
      line = ''
    } else line += word
  }
  return lines.join('\n')
}

/** @param {Activity} activity */
function tracesOf({ traces = [], traceId }) {
  if (traceId === undefined) return undefined
  const tones = new Map([
    ['success', 'good'],
    ['error', 'bad'],
  ])
  const rows = traces.map(({ component, status, event, message, timestamp }) =>
    make(
      'tr',
      {},
      make('td', { class: 'number quiet' }, timestamp.replace(/^.*T|Z$/g, '')),
      make('td', {}, component),
      make('td', { class: tones.get(status) ?? 'quiet' }, status),
      make('td', { class: 'quiet' }, event),
      make('td', {}, message),
    ),
  )
  const table = make('div', { class: 'traces' }, make('table', {}, make('tbody', {}, rows)))
  const content = rows.length > 0 ? table : make('p', { class: 'quiet' }, 'nothing was traced')
  return folded(`trace ${traceId}, ${traces.length} states`, content)
}
