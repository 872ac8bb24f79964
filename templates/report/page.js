/** Puts the page together; then the search, the keys and the links of the map. */

const search = /** @type {HTMLInputElement} */ (
  make('input', { type: 'search', placeholder: 'Find a scenario, an event, a view, a file', 'aria-label': 'Find' })
)
const hits = make('output')
const toggle = make('button', { type: 'button' }, 'Open all')

const parts = [
  verdict(),
  figures(),
  make('div', { class: 'find', role: 'search' }, search, hits, toggle),
  failures(),
  map(),
  warnings(),
  scenarioList(),
  preparation(),
  footer(),
]
document.getElementById('page')?.append(...parts.filter((part) => part !== undefined))

function footer() {
  const [find, next, previous, open] = ['/', 'j', 'k', 'o'].map((key) => make('kbd', {}, key))
  const keys = [find, ' find  ', next, ' ', previous, ' next, previous scenario  ', open, ' open, close all']
  const source = `made from quality-gate.json, format ${report.version}`
  return make('footer', {}, make('span', { class: 'keys' }, keys), make('span', {}, source))
}

/** @returns {HTMLDetailsElement[]} the scenarios that the search left */
function shownScenarios() {
  const all = /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll('details.scenario'))
  return [...all].filter((each) => !each.closest('[hidden]'))
}

/** @param {string} selector */
function elements(selector) {
  return /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(selector))
}

function showMatches() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean)
  /** @param {HTMLElement} element */
  const matches = ({ dataset }) => words.every((word) => dataset.text?.toLowerCase().includes(word))
  let count = 0
  for (const line of elements('.map tr[data-text], .notes li[data-text]')) {
    line.hidden = !matches(line)
    if (!line.hidden) count++
  }
  for (const item of elements('.scenarios > li')) {
    const inner = /** @type {NodeListOf<HTMLElement>} */ (item.querySelectorAll('.timeline > li[data-text]'))
    const found = [...inner].filter(matches).length
    const own = matches(item)
    item.hidden = !own && found === 0
    const details = item.querySelector('details')
    if (details && found > 0 && !own) details.open = true
    count += found + (own ? 1 : 0)
  }
  hits.textContent = words.length === 0 ? '' : `${count} found`
}

function toggleAll() {
  const all = shownScenarios()
  const open = all.some((each) => !each.open)
  for (const each of all) each.open = open
  toggle.textContent = open ? 'Close all' : 'Open all'
}

/** @param {1 | -1} step */
function move(step) {
  const all = shownScenarios().map((each) => each.querySelector('summary'))
  const focused = document.activeElement
  const at = all.findIndex((each) => each?.isSameNode(focused))
  const first = step > 0 ? 0 : all.length - 1
  const next = all[at < 0 ? first : Math.min(all.length - 1, Math.max(0, at + step))]
  next?.focus()
  next?.scrollIntoView({ block: 'center' })
}

const keys = new Map([
  ['/', () => search.focus()],
  ['j', () => move(1)],
  ['k', () => move(-1)],
  ['o', toggleAll],
])

search.addEventListener('input', showMatches)
toggle.addEventListener('click', toggleAll)
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (event.target === search) {
    if (event.key !== 'Escape') return
    search.value = ''
    showMatches()
    search.blur()
    return
  }
  const act = keys.get(event.key)
  if (act === undefined) return
  event.preventDefault()
  act()
})
document.querySelector('.map thead')?.addEventListener('click', ({ target }) => {
  const link = target instanceof Element ? target.closest('a') : null
  const details = link && document.querySelector(`${link.hash} details`)
  if (details instanceof HTMLDetailsElement) details.open = true
})
addEventListener('beforeprint', () => {
  for (const each of shownScenarios()) each.open = true
})
