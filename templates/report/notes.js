/** What does not decide: warnings, and what was done before the first scenario. */

function warnings() {
  if (report.warnings.length === 0) return undefined
  const items = report.warnings.map(({ text, scenario, place }) =>
    make(
      'li',
      { 'data-text': text },
      scenario && make('b', {}, `${scenario}  `),
      text,
      ' ',
      place && make('span', { class: 'place' }, where(place)),
    ),
  )
  return make(
    'section',
    {},
    make('h2', {}, 'Warnings'),
    make('p', {}, 'They do not decide whether the gate passes.'),
    make('ul', { class: 'sheet notes warnings' }, items),
  )
}

function preparation() {
  const texts = preparationTexts()
  if (texts.length === 0) return undefined
  return make(
    'section',
    {},
    make('h2', {}, 'Before the first scenario'),
    make('p', {}, `It took ${duration(report.preparation.milliseconds)}.`),
    make(
      'ul',
      { class: 'sheet notes' },
      texts.map((text) => make('li', { 'data-text': text }, text)),
    ),
  )
}

function preparationTexts() {
  const { deployment, emptied, revoked, removedGroups } = report.preparation
  const texts = deployment.map(
    ({ component, status, message }) =>
      `${component} answered the deployment: ${status}${message ? `, ${message}` : ''}`,
  )
  for (const { table, items } of emptied)
    if (items > 0) texts.push(`${table}: ${items} ${items === 1 ? 'item' : 'items'} removed`)
  const empty = emptied.filter(({ items }) => items === 0).map(({ table }) => table)
  if (empty.length > 0) texts.push(`empty already: ${empty.join(', ')}`)
  if (revoked > 0) texts.push(`${revoked} group assignments of test users removed`)
  if (removedGroups.length > 0) texts.push(`groups removed: ${removedGroups.join(', ')}`)
  return texts
}
