/** The map: which events each scenario published, and which views it queried. */

function map() {
  const { coverage, scenarios } = report
  const sets = [coverage.events, coverage.views, coverage.queries, coverage.projections]
  const elsewhere = sets.some(({ items }) => items.some((item) => item.elsewhere))
  const columns = scenarios.length + (elsewhere ? 1 : 0)
  const rows = { elsewhere, columns }
  const views = coverage.views.items.flatMap((view) => [
    row(rows, 'item', view, 'not queried', coverage.views),
    ...coverage.queries.items
      .filter((query) => query.view === view.name)
      .map((query) => row(rows, 'under', query, 'not used', coverage.queries)),
  ])
  const events = coverage.events.items.map((item) => row(rows, 'item', item, 'not published', coverage.events))
  const used = coverage.projections.items.map((item) => row(rows, 'item', item, 'not used', coverage.projections))
  const other = make('th', { scope: 'col' }, 'elsewhere', make('small', { class: 'quiet' }, 'no scenario'))
  const head = make('tr', {}, make('th', { scope: 'col' }), scenarios.map(columnHead), elsewhere && other)
  const table = make(
    'table',
    { class: columns > 8 ? 'many' : '' },
    make('thead', {}, head),
    make('tbody', {}, groupHead('Events', coverage.events, columns), events),
    make('tbody', {}, groupHead('Views and their queries', coverage.views, columns), views),
    used.length > 0 && make('tbody', {}, groupHead('Projections', coverage.projections, columns), used),
  )
  const text =
    'Which events each scenario published, and which views it queried. A row without a mark is not tested yet.'
  return make(
    'section',
    { id: 'map', 'aria-label': 'Coverage map' },
    make('h2', {}, 'Coverage map'),
    make('p', {}, text),
    make('div', { class: 'sheet map', tabindex: '0' }, table),
  )
}

/** @param {Scenario} scenario */
function columnHead({ name, status }) {
  const [mark, tone] = states[status]
  return make(
    'th',
    { scope: 'col' },
    make('a', { href: `#${anchor(name)}` }, breakable(name)),
    make('small', { class: tone }, `${mark} ${status}`),
  )
}

/**
 * @param {string} title
 * @param {PageCoverage} coverage
 * @param {number} columns
 */
function groupHead(title, { covered, total, minimum }, columns) {
  const share = `${covered} of ${total}${minimum === undefined ? '' : `, at least ${minimum} %`}`
  return make(
    'tr',
    { class: 'group' },
    make('th', { scope: 'rowgroup' }, title),
    make('td', { colspan: columns }, share),
  )
}

/**
 * @param {{ elsewhere: boolean, columns: number }} rows
 * @param {string} kind
 * @param {CoverageItem} item
 * @param {string} unreached said when nothing reached the item
 * @param {PageCoverage} coverage the set that the item belongs to
 */
function row({ elsewhere, columns }, kind, item, unreached, coverage) {
  const decides = coverage.verdict === 'short'
  const tone = item.reached ? '' : decides ? ' empty' : ' empty mild'
  const place = where(item.place)
  const name = make('b', {}, breakable(item.name))
  const head = make('th', { scope: 'row', title: place }, name)
  if (!item.reached) head.append(make('span', { class: 'place' }, breakable(place)))
  const marks = report.scenarios.map((scenario) => mark(item, scenario.name, item.scenarios.includes(scenario.name)))
  if (elsewhere) marks.push(mark(item, 'outside the scenarios', item.elsewhere))
  const nothing = make('td', { colspan: columns, class: `nothing ${decides ? 'bad' : 'warn'}` }, unreached)
  const text = `${item.name} ${item.place.file}`
  return make('tr', { class: `${kind}${tone}`, 'data-text': text }, head, item.reached ? marks : nothing)
}

/**
 * @param {CoverageItem} item
 * @param {string} by
 * @param {boolean} reached
 */
function mark(item, by, reached) {
  if (!reached) return make('td')
  const title = `${by}: ${item.name}`
  return make('td', {}, make('span', { class: 'mark', title }), make('span', { class: 'vanish' }, 'yes'))
}
