/** The scenarios with their activities, and before them what failed. */

/** What the reader has to change, before everything else. */
function failures() {
  if (report.failures.length === 0) return undefined
  const items = report.failures.map(({ scenario, step, failure }) => {
    const title = scenario !== undefined && make('a', { href: `#${anchor(scenario)}` }, scenario)
    return make('li', {}, title && make('p', {}, title, `, ${step}`), failureOf(failure))
  })
  return make(
    'section',
    { 'aria-label': 'What failed' },
    make('h2', {}, 'What failed'),
    make('p', {}, 'In the order in which it ran.'),
    make('ul', { class: 'failures' }, items),
  )
}

/** @param {Failure} failure */
function failureOf({ text, expected, got, place }) {
  const lines = Object.entries({ expected, got, at: where(place) }).flatMap(([title, value]) =>
    value === undefined ? [] : [make('dt', {}, title), make('dd', {}, value)],
  )
  return make('div', { class: 'failure' }, make('b', {}, text), make('dl', {}, lines))
}

function scenarioList() {
  return make(
    'section',
    { 'aria-label': 'Scenarios' },
    make('h2', {}, 'Scenarios'),
    make('p', {}, 'Each with its activities in order. The bar shows when it ran.'),
    make('ol', { class: 'scenarios' }, report.scenarios.map(scenarioItem)),
  )
}

/** @param {Scenario} scenario */
function scenarioItem(scenario) {
  const { name, status, activities, activityCount, place } = scenario
  const left = activityCount - activities.length
  const rest = `${left} ${left === 1 ? 'activity' : 'activities'} not run`
  const steps = activities.map(activityItem)
  if (left > 0) steps.push(make('li', { class: 'left quiet' }, rest))
  const inside = make('span', { class: 'place' }, where(place))
  return make(
    'li',
    { id: anchor(name), 'data-text': `${name} ${place.file}` },
    make(
      'details',
      { class: `scenario sheet ${status}`, open: status === 'failed' },
      scenarioHead(scenario),
      make('div', { class: 'inside' }, inside, make('ol', { class: 'timeline' }, steps)),
    ),
  )
}

/** @param {Scenario} scenario */
function scenarioHead(scenario) {
  const { name, status, reason, milliseconds, lane } = scenario
  const [mark, tone] = states[status]
  const after = scenario.extends.length > 0 && `after ${scenario.extends.join(', ')}`
  const more = [after, report.lanes > 1 && `lane ${lane}`].filter(Boolean).join(' · ')
  return make(
    'summary',
    {},
    make('span', { class: `state ${tone}`, 'aria-hidden': 'true' }, mark),
    make(
      'span',
      { class: 'name' },
      name,
      make('span', { class: 'vanish' }, ` ${status}`),
      make('small', {}, reason ? `skipped: ${reason}` : more),
    ),
    track(scenario),
    make('span', { class: 'number quiet' }, status === 'skipped' ? 'skipped' : duration(milliseconds)),
  )
}

/** @param {Scenario} scenario */
function track(scenario) {
  const { left, width } = spanOf(scenario)
  const bar = scenario.status !== 'skipped' && sized(make('i'), { left: `${left}%`, width: `${width}%` })
  return make('span', { class: 'track', 'aria-hidden': 'true' }, bar)
}

/** @param {Activity} activity */
function activityItem(activity) {
  const { title, description, place, failure, status, answer, caller } = activity
  const tries = activity.tries > 1 ? `, ${activity.tries} tries` : ''
  const text = [title, description, place.file, failure?.text].join(' ')
  return make(
    'li',
    { class: status, 'data-text': text },
    make(
      'div',
      { class: 'step' },
      make('span', { class: 'what' }, title),
      caller && make('span', { class: 'quiet' }, `as ${caller}`),
      make('span', { class: 'number' }, `${duration(activity.milliseconds)}${tries}`),
    ),
    make('div', { class: 'about' }, description),
    failure && failureOf(failure),
    make(
      'div',
      { class: 'folds' },
      requestOf(activity),
      answer !== undefined && folded('answer', make('pre', {}, json(answer)), status === 'failed'),
      tracesOf(activity),
    ),
  )
}
