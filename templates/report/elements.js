/**
 * What the scripts of this folder share. They are joined into one script, in the order of `src/delivery/gate/report/render-html.ts`.
 *
 * @typedef {import('../../src/delivery/gate/report/page-data.ts').PageReport} PageReport
 * @typedef {import('../../src/delivery/gate/report/page-data.ts').PageCoverage} PageCoverage
 * @typedef {PageCoverage['items'][number]} CoverageItem
 * @typedef {PageReport['scenarios'][number]} Scenario
 * @typedef {Scenario['activities'][number]} Activity
 * @typedef {NonNullable<Activity['failure']>} Failure
 * @typedef {Node | string | false | undefined} Child
 * @typedef {Readonly<Record<string, string | number | boolean | undefined>>} Attributes
 */

/** @type {PageReport} */
const report = JSON.parse(document.getElementById('report')?.textContent ?? '')

/** Each status as a mark, and the class of its colour. */
const states = /** @type {const} */ ({ passed: ['✓', 'good'], failed: ['✗', 'bad'], skipped: ['–', 'quiet'] })

/**
 * An element; children that are texts become text nodes, so nothing of the report can become markup.
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...(Child | readonly Child[])} children
 */
function make(tag, attributes, ...children) {
  return filled(document.createElement(tag), attributes, children)
}

/**
 * An element of a drawing.
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 */
function draw(tag, attributes, ...children) {
  return filled(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children)
}

/**
 * @template {Element} E
 * @param {E} element
 * @param {Attributes | undefined} attributes
 * @param {readonly (Child | readonly Child[])[]} children
 */
function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {}))
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value))
  for (const child of /** @type {Child[]} */ (children.flat()))
    if (child !== undefined && child !== false && child !== '') element.append(child)
  return element
}

/**
 * Lengths and positions are set by script, because the page allows no inline styles.
 * @param {HTMLElement} element
 * @param {Partial<CSSStyleDeclaration>} styles
 */
function sized(element, styles) {
  Object.assign(element.style, styles)
  return element
}

/**
 * A name that may be broken where its words meet.
 * @param {string} name
 * @returns {Child[]}
 */
function breakable(name) {
  return name
    .split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[./_-])/)
    .flatMap((part, index) => (index === 0 ? [part] : [make('wbr'), part]))
}

/** @param {number} milliseconds */
function duration(milliseconds) {
  if (milliseconds < 1000) return `${milliseconds} ms`
  if (milliseconds < 60000) return `${(milliseconds / 1000).toFixed(1)} s`
  return `${Math.floor(milliseconds / 60000)} min ${Math.round((milliseconds % 60000) / 1000)} s`
}

/** @param {{ readonly file: string, readonly line?: number }} place */
function where({ file, line }) {
  return line === undefined ? file : `${file}:${line}`
}

/** @param {string} name of a scenario */
function anchor(name) {
  return `scenario-${report.scenarios.findIndex((each) => each.name === name)}`
}

/**
 * Where a scenario lies on the time of the run, in percent.
 * @param {Scenario} scenario
 */
function spanOf({ startedAfter, milliseconds }) {
  return { left: (100 * startedAfter) / report.milliseconds, width: (100 * milliseconds) / report.milliseconds }
}
