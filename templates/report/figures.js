/** The head of the page: what was tested, the verdict with its reasons, and the figures. */

function verdict() {
  const { application, environment, release, startedAt, stack, reasons } = report
  const words = report.verdict === 'passed' ? 'Passed the quality gate' : 'Rejected by the quality gate'
  return make(
    'header',
    {},
    make(
      'div',
      { class: 'origin' },
      make('b', {}, application),
      make('span', {}, 'on ', make('b', {}, environment)),
      release && make('span', { title: release }, 'release ', make('code', {}, release.slice(0, 12))),
      make('span', { title: stack.id }, 'stack ', stack.name),
      make('time', { datetime: startedAt }, startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')),
    ),
    make('div', { class: 'verdict' }, seal(), make('h1', {}, words)),
    reasons.length > 0 &&
      make(
        'ul',
        { class: 'reasons' },
        reasons.map((reason) => make('li', {}, reason)),
      ),
  )
}

function seal() {
  const passed = report.verdict === 'passed'
  const level = passed ? { y: 12, height: 28 } : { y: 30, height: 10 }
  return draw(
    'svg',
    { viewBox: '0 0 44 44', class: `seal ${passed ? 'good' : 'bad'}`, 'aria-hidden': 'true' },
    draw('rect', { class: 'level', x: 6, width: 32, ...level }),
    draw('path', { d: 'M6 4v36h32V4' }),
    draw('path', { d: passed ? 'M14 22l6 6 11-13' : 'M15 13l14 14M29 13L15 27' }),
  )
}

function figures() {
  const { coverage, milliseconds, preparation } = report
  return make(
    'dl',
    { class: 'figures' },
    scenarioFigure(),
    coverageFigure('Events published', coverage.events),
    coverageFigure('Views queried', coverage.views),
    coverageFigure('Queries used', coverage.queries, 'does not decide'),
    make(
      'div',
      { class: 'figure' },
      make('dt', {}, 'Time'),
      make('dd', {}, duration(milliseconds)),
      make('div', { class: 'note' }, `${duration(preparation.milliseconds)} of it for preparation`),
      timeShares(),
    ),
  )
}

function scenarioFigure() {
  const { passed, failed, skipped } = report.counts
  const total = report.scenarios.length
  const percent = total === 0 ? 100 : (100 * passed) / total
  const others = [failed > 0 && `${failed} failed`, skipped > 0 && `${skipped} skipped`].filter(Boolean).join(', ')
  const short = failed + skipped > 0
  return figure({ title: 'Scenarios', covered: passed, total, percent, short, note: others || 'all passed' })
}

/**
 * @param {string} title
 * @param {PageCoverage} coverage
 * @param {string} [withoutMinimum] said when it has no minimum
 */
function coverageFigure(title, coverage, withoutMinimum = '') {
  const { minimum } = coverage
  const note = minimum === undefined ? withoutMinimum : `at least ${minimum} %`
  return figure({ ...coverage, title, short: coverage.verdict === 'short', note })
}

/** @param {{ title: string, covered: number, total: number, percent: number, minimum?: number, short: boolean, note: string }} values */
function figure({ title, covered, total, percent, minimum = 0, short, note }) {
  return make(
    'div',
    { class: `figure${short ? ' short' : ''}` },
    make('dt', {}, title),
    make('dd', {}, String(covered), make('small', {}, ` / ${total}`)),
    make('div', { class: 'note' }, note),
    make(
      'div',
      { class: 'meter', role: 'img', 'aria-label': `${Math.floor(percent)} %` },
      sized(make('i'), { width: `${percent}%` }),
      minimum > 0 && minimum < 100 && sized(make('s'), { left: `${minimum}%` }),
    ),
  )
}

/** What the run was spent on, scenario by scenario. */
function timeShares() {
  const meter = make('div', { class: 'meter', 'aria-hidden': 'true' })
  for (const scenario of report.scenarios) {
    const { left, width } = spanOf(scenario)
    meter.append(sized(make('i'), { left: `${left}%`, width: `max(2px, calc(${width}% - 2px))` }))
  }
  return meter
}
