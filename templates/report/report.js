const report = JSON.parse(document.getElementById('report').textContent)

/** An element; children that are texts become text nodes, so nothing of the report can become markup. */
function make(tag, attributes, ...children) {
  const element = tag === 'svg' || tag === 'path' || tag === 'rect'
    ? document.createElementNS('http://www.w3.org/2000/svg', tag)
    : document.createElement(tag)
  for (const [name, value] of Object.entries(attributes ?? {}))
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value)
  element.append(...children.flat().filter((child) => child !== undefined && child !== ''))
  return element
}

/** A name that may be broken where its words meet. */
function breakable(name) {
  return name.split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[./_-])/).flatMap((part, index) => (index === 0 ? [part] : [make('wbr'), part]))
}

const duration = (ms) => (ms < 1000 ? `${ms} ms` : ms < 60000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.floor(ms / 60000)} min ${Math.round((ms % 60000) / 1000)} s`)
const where = ({ file, line }) => (line === undefined ? file : `${file}:${line}`)
const isShort = ({ percent, minimum }) => minimum !== undefined && percent < minimum && !report.partial
const isReached = ({ scenarios, elsewhere }) => scenarios.length > 0 || elsewhere
const states = { passed: ['✓', 'good'], failed: ['✗', 'bad'], skipped: ['–', 'quiet'] }
const anchor = (name) => `scenario-${report.scenarios.findIndex((each) => each.name === name)}`

/** Lengths and positions are set by script, because the page allows no inline styles. */
function sized(element, styles) {
  Object.assign(element.style, styles)
  return element
}

function seal() {
  const passed = report.verdict === 'passed'
  const level = passed ? { y: 12, height: 28 } : { y: 30, height: 10 }
  return make('svg', { viewBox: '0 0 44 44', class: `seal ${passed ? 'good' : 'bad'}`, 'aria-hidden': 'true' },
    make('rect', { class: 'level', x: 6, width: 32, ...level }),
    make('path', { d: 'M6 4v36h32V4' }),
    make('path', { d: passed ? 'M14 22l6 6 11-13' : 'M15 13l14 14M29 13L15 27' }))
}

function verdict() {
  const { application, environment, release, startedAt, stack } = report
  const words = report.verdict === 'passed' ? 'Passed the quality gate' : 'Rejected by the quality gate'
  return make('header', {},
    make('div', { class: 'origin' },
      make('b', {}, application),
      make('span', {}, 'on ', make('b', {}, environment)),
      release && make('span', { title: release }, 'release ', make('code', {}, release.slice(0, 12))),
      make('span', { title: stack.id }, 'stack ', stack.name),
      make('time', { datetime: startedAt }, startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC'))),
    make('div', { class: 'verdict' }, seal(), make('h1', {}, words)),
    report.reasons.length > 0 ? make('ul', { class: 'reasons' }, report.reasons.map((reason) => make('li', {}, reason))) : '')
}

function figure(title, { covered, total, percent, minimum }, note) {
  const short = minimum !== undefined && percent < minimum && (!report.partial || title === 'Scenarios')
  const says = note ?? (minimum === undefined ? '' : `at least ${minimum} %`)
  return make('div', { class: `figure${short ? ' short' : ''}` },
    make('dt', {}, title),
    make('dd', {}, String(covered), make('small', {}, ` / ${total}`)),
    make('div', { class: 'note' }, says),
    make('div', { class: 'meter', role: 'img', 'aria-label': `${Math.floor(percent)} %` },
      sized(make('i'), { width: `${percent}%` }),
      minimum > 0 && minimum < 100 ? sized(make('s'), { left: `${minimum}%` }) : ''))
}

function figures() {
  const { coverage, scenarios, milliseconds, preparation } = report
  const passed = scenarios.filter(({ status }) => status === 'passed').length
  const total = scenarios.length
  const all = { covered: passed, total, percent: total === 0 ? 100 : (100 * passed) / total, minimum: 100 }
  const skipped = scenarios.filter(({ status }) => status === 'skipped').length
  const failed = total - passed - skipped
  const says = [failed && `${failed} failed`, skipped && `${skipped} skipped`].filter(Boolean).join(', ') || 'all passed'
  return make('dl', { class: 'figures' },
    figure('Scenarios', all, says),
    figure('Events published', coverage.events),
    figure('Views queried', coverage.views),
    figure('Queries used', coverage.queries, coverage.queries.minimum === undefined ? 'does not decide' : undefined),
    make('div', { class: 'figure' },
      make('dt', {}, 'Time'),
      make('dd', {}, duration(milliseconds)),
      make('div', { class: 'note' }, `${duration(preparation.milliseconds)} of it for preparation`),
      timeShares()))
}

/** What the run was spent on, scenario by scenario. */
function timeShares() {
  const meter = make('div', { class: 'meter', 'aria-hidden': 'true' })
  for (const { startedAfter, milliseconds } of report.scenarios)
    meter.append(sized(make('i'), { left: `${(100 * startedAfter) / report.milliseconds}%`, width: `max(2px, calc(${(100 * milliseconds) / report.milliseconds}% - 2px))` }))
  return meter
}

function map() {
  const { coverage, scenarios } = report
  const sets = [coverage.events, coverage.views, coverage.queries, coverage.projections]
  const elsewhere = sets.some(({ items }) => items.some((item) => item.elsewhere))
  const columns = scenarios.length + (elsewhere ? 1 : 0)
  const row = (item, kind, words, decides = false) => {
    const empty = !isReached(item)
    const mark = (by, name) => make('td', {}, by ? [make('span', { class: 'mark', title: `${name}: ${item.name}` }), make('span', { class: 'vanish' }, 'yes')] : '')
    return make('tr', { class: `${kind}${empty ? (decides ? ' empty' : ' empty mild') : ''}`, 'data-text': `${item.name} ${item.place.file}` },
      make('th', { scope: 'row', title: where(item.place) }, make('b', {}, breakable(item.name)), empty ? make('span', { class: 'place' }, breakable(where(item.place))) : ''),
      empty ? make('td', { colspan: columns, class: `nothing ${decides ? 'bad' : 'warn'}` }, words)
        : [...scenarios.map(({ name }) => mark(item.scenarios.includes(name), name)), elsewhere ? mark(item.elsewhere, 'outside the scenarios') : ''])
  }
  const group = (title, { covered, total, minimum }) => make('tr', { class: 'group' },
    make('th', { scope: 'rowgroup' }, title),
    make('td', { colspan: columns }, `${covered} of ${total}${minimum === undefined ? '' : `, at least ${minimum} %`}`))
  const views = coverage.views.items.flatMap((view) => [
    row(view, 'item', 'not queried', isShort(coverage.views)),
    ...coverage.queries.items.filter((query) => query.view === view.name).map((query) => row(query, 'under', 'not used', isShort(coverage.queries))),
  ])
  const heads = scenarios.map(({ name, status }) => make('th', { scope: 'col' },
    make('a', { href: `#${anchor(name)}` }, breakable(name)), make('small', { class: states[status][1] }, `${states[status][0]} ${status}`)))
  return make('section', { id: 'map', 'aria-label': 'Coverage map' },
    make('h2', {}, 'Coverage map'),
    make('p', {}, 'Which events each scenario published, and which views it queried. A row without a mark is not tested yet.'),
    make('div', { class: 'sheet map', tabindex: '0' }, make('table', { class: columns > 8 ? 'many' : '' },
      make('thead', {}, make('tr', {}, make('th', { scope: 'col' }, ''), heads, elsewhere ? make('th', { scope: 'col' }, 'elsewhere', make('small', { class: 'quiet' }, 'no scenario')) : '')),
      make('tbody', {}, group('Events', coverage.events), coverage.events.items.map((item) => row(item, 'item', 'not published', isShort(coverage.events)))),
      make('tbody', {}, group('Views and their queries', coverage.views), views),
      coverage.projections.total > 0 ? make('tbody', {}, group('Projections', coverage.projections), coverage.projections.items.map((item) => row(item, 'item', 'not used'))) : '')))
}

const json = (value) => (typeof value === 'string' ? value : JSON.stringify(value, undefined, 2))

function folded(title, content, open) {
  return make('details', { class: 'data', open }, make('summary', {}, title), content)
}

/** A GraphQL document with one field a line. */
function laidOut(document) {
  let depth = 0
  const lines = []
  let line = ''
  let round = 0
  for (const word of document.replace(/\s+/g, ' ').split(/([{}()]|\s)/)) {
    if (word === '(') round++
    if (word === ')') round--
    if (round === 0 && word === '{') { lines.push('  '.repeat(depth++) + `${line.trim()} {`.trim()); line = '' }
    else if (round === 0 && word === '}') { if (line.trim()) lines.push('  '.repeat(depth) + line.trim()); lines.push(`${'  '.repeat(--depth)}}`); line = '' }
    else line += word
  }
  return lines.join('\n')
}

function requestOf({ request, kind }) {
  if (request === undefined) return ''
  if (request.document === undefined) return folded(kind === 'set-variables' ? 'values' : 'request', make('pre', {}, json(request)))
  const variables = Object.keys(request.variables ?? {}).length > 0 ? make('pre', {}, json(request.variables)) : ''
  return folded('request', [make('pre', {}, laidOut(request.document)), variables])
}

function tracesOf({ traces = [], traceId }) {
  if (traceId === undefined) return ''
  const tone = { success: 'good', error: 'bad' }
  const rows = traces.map(({ component, status, event, message, timestamp }) => make('tr', {},
    make('td', { class: 'number quiet' }, timestamp.replace(/^.*T|Z$/g, '')), make('td', {}, component),
    make('td', { class: tone[status] ?? 'quiet' }, status), make('td', { class: 'quiet' }, event), make('td', {}, message)))
  return folded(`trace ${traceId}, ${traces.length} states`, rows.length > 0 ? make('div', { class: 'traces' }, make('table', {}, make('tbody', {}, rows))) : make('p', { class: 'quiet' }, 'nothing was traced'))
}

function failureOf({ failure }) {
  if (failure === undefined) return ''
  const row = (title, value) => (value === undefined ? [] : [make('dt', {}, title), make('dd', {}, value)])
  return make('div', { class: 'failure' }, make('b', {}, failure.text),
    make('dl', {}, row('expected', failure.expected), row('got', failure.got), row('at', where(failure.place))))
}

function activity(each) {
  const tries = each.tries > 1 ? `, ${each.tries} tries` : ''
  const text = [each.title, each.description, each.place.file, each.failure?.text].join(' ')
  return make('li', { class: each.status, 'data-text': text },
    make('div', { class: 'step' }, make('span', { class: 'what' }, each.title), each.caller ? make('span', { class: 'quiet' }, `as ${each.caller}`) : '',
      make('span', { class: 'number' }, `${duration(each.milliseconds)}${tries}`)),
    make('div', { class: 'about' }, each.description),
    failureOf(each),
    make('div', { class: 'folds' }, requestOf(each),
      each.answer === undefined ? '' : folded('answer', make('pre', {}, json(each.answer)), each.status === 'failed'),
      tracesOf(each)))
}

/** What the reader has to change, before everything else. */
function failures() {
  const failed = report.scenarios.filter(({ status }) => status === 'failed')
  const left = report.preparation.deployment.filter(({ status }) => status !== 'success')
  if (failed.length + left.length === 0) return ''
  return make('section', { 'aria-label': 'What failed' }, make('h2', {}, 'What failed'), make('p', {}, 'In the order in which it ran.'),
    make('ul', { class: 'failures' },
      left.map(({ component, status, message, place }) => make('li', {}, failureOf({ failure: { text: `${component}: ${status === 'missing' ? 'no answer to the deployment' : message}`, place } }))),
      failed.map((each) => {
        const last = each.activities.at(-1)
        const title = make('p', {}, make('a', { href: `#${anchor(each.name)}` }, each.name), `, activity ${last.number} of ${each.activityCount}, ${last.title}`)
        return make('li', {}, title, failureOf(last))
      })))
}

function scenario(each) {
  const { name, status, activities, activityCount, place, startedAfter, milliseconds } = each
  const [mark, tone] = states[status]
  const left = activityCount - activities.length
  const track = make('span', { class: 'track', 'aria-hidden': 'true' })
  if (status !== 'skipped') track.append(sized(make('i'), { left: `${(100 * startedAfter) / report.milliseconds}%`, width: `${(100 * milliseconds) / report.milliseconds}%` }))
  const more = [each.extends.length > 0 && `after ${each.extends.join(', ')}`, report.lanes > 1 && `lane ${each.lane}`].filter(Boolean).join(' · ')
  return make('li', { id: anchor(name), 'data-text': `${name} ${place.file}` },
    make('details', { class: `scenario sheet ${status}`, open: status === 'failed' },
      make('summary', {},
        make('span', { class: `state ${tone}`, 'aria-hidden': 'true' }, mark),
        make('span', { class: 'name' }, name, make('span', { class: 'vanish' }, ` ${status}`), make('small', {}, each.reason ? `skipped: ${each.reason}` : more)),
        track, make('span', { class: 'number quiet' }, status === 'skipped' ? 'skipped' : duration(milliseconds))),
      make('div', { class: 'inside' }, make('span', { class: 'place' }, where(place)),
        make('ol', { class: 'timeline' }, activities.map(activity),
          left > 0 ? make('li', { class: 'left quiet' }, `${left} ${left === 1 ? 'activity' : 'activities'} not run`) : ''))))
}

function notes() {
  const { warnings, preparation } = report
  const prepared = [
    ...preparation.deployment.map(({ component, status, message }) => `${component} answered the deployment: ${status}${message ? `, ${message}` : ''}`),
    ...preparation.emptied.filter(({ items }) => items > 0).map(({ table, items }) => `${table}: ${items} ${items === 1 ? 'item' : 'items'} removed`),
    preparation.emptied.some(({ items }) => items === 0) && `empty already: ${preparation.emptied.filter(({ items }) => items === 0).map(({ table }) => table).join(', ')}`,
    preparation.revoked > 0 && `${preparation.revoked} group assignments of test users removed`,
    preparation.removedGroups.length > 0 && `groups removed: ${preparation.removedGroups.join(', ')}`,
  ].filter(Boolean)
  return [
    warnings.length > 0 ? make('section', {}, make('h2', {}, 'Warnings'), make('p', {}, 'They do not decide whether the gate passes.'),
      make('ul', { class: 'sheet notes warnings' }, warnings.map(({ text, scenario, place }) =>
        make('li', { 'data-text': text }, scenario ? make('b', {}, `${scenario}  `) : '', text, ' ', place ? make('span', { class: 'place' }, where(place)) : '')))) : '',
    prepared.length > 0 ? make('section', {}, make('h2', {}, 'Before the first scenario'), make('p', {}, `It took ${duration(preparation.milliseconds)}.`),
      make('ul', { class: 'sheet notes' }, prepared.map((text) => make('li', { 'data-text': text }, text)))) : '',
  ]
}

const input = make('input', { type: 'search', placeholder: 'Find a scenario, an event, a view, a file', 'aria-label': 'Find' })
const found = make('output', {})
const toggle = make('button', { type: 'button' }, 'Open all')
const [warned, prepared] = notes()
document.getElementById('page').append(...[
  verdict(), figures(),
  make('div', { class: 'find', role: 'search' }, input, found, toggle),
  failures(), map(), warned,
  make('section', { 'aria-label': 'Scenarios' }, make('h2', {}, 'Scenarios'), make('p', {}, 'Each with its activities in order. The bar shows when it ran.'),
    make('ol', { class: 'scenarios' }, report.scenarios.map(scenario))),
  prepared,
  make('footer', {},
    make('span', { class: 'keys' }, make('kbd', {}, '/'), ' find  ', make('kbd', {}, 'j'), ' ', make('kbd', {}, 'k'), ' next, previous scenario  ', make('kbd', {}, 'o'), ' open, close all'),
    make('span', {}, 'made from quality-gate.json, format ', String(report.version))),
].filter((part) => part !== ''))

const scenarios = () => [...document.querySelectorAll('details.scenario')].filter((each) => !each.closest('[hidden]'))

function find() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean)
  const matches = (element) => words.every((word) => element.dataset.text.toLowerCase().includes(word))
  let count = 0
  for (const row of document.querySelectorAll('.map tr[data-text], .notes li[data-text]')) {
    row.hidden = words.length > 0 && !matches(row)
    if (words.length > 0 && !row.hidden) count++
  }
  for (const item of document.querySelectorAll('.scenarios > li')) {
    const inner = [...item.querySelectorAll('.timeline > li[data-text]')]
    const hits = inner.filter(matches)
    const own = matches(item)
    item.hidden = words.length > 0 && !own && hits.length === 0
    if (words.length > 0 && hits.length > 0 && !own) item.querySelector('details').open = true
    if (words.length > 0) count += hits.length + (own ? 1 : 0)
  }
  found.textContent = words.length === 0 ? '' : `${count} found`
}

function toggleAll() {
  const all = scenarios()
  const open = all.some((each) => !each.open)
  for (const each of all) each.open = open
  toggle.textContent = open ? 'Close all' : 'Open all'
}

function move(step) {
  const all = scenarios().map((each) => each.querySelector('summary'))
  const at = all.indexOf(document.activeElement)
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))]
  next?.focus()
  next?.scrollIntoView({ block: 'center' })
}

input.addEventListener('input', find)
toggle.addEventListener('click', toggleAll)
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (event.target === input) {
    if (event.key === 'Escape') { input.value = ''; find(); input.blur() }
    return
  }
  const keys = { '/': () => input.focus(), j: () => move(1), k: () => move(-1), o: toggleAll }
  if (keys[event.key] === undefined) return
  event.preventDefault()
  keys[event.key]()
})
document.querySelector('.map thead')?.addEventListener('click', (event) => {
  const target = event.target.closest('a')
  if (target) document.querySelector(`${target.hash} details`).open = true
})
addEventListener('beforeprint', () => { for (const each of document.querySelectorAll('details.scenario')) each.open = true })
