
// Steps of a role that is computed. What cannot be computed is null, and so is everything that is made of it.
function asText(value) {
  return value === null ? null : `${value}`
}

function joined(parts) {
  return parts.includes(null) ? null : parts.map((part) => `${part}`).join('')
}

function sum(left, right) {
  return left === null || right === null ? null : left + right
}

function lengthOf(value) {
  return value === null ? null : value.length
}

function itemAt(list, index) {
  return list === null || index >= list.length ? null : list[index]
}

function characterAt(text, index) {
  return text === null || index >= text.length ? null : text.substring(index, index + 1)
}

function split(text, separator) {
  return text === null ? null : text.split(separator)
}

function substring(text, from, end) {
  const to = end === undefined ? lengthOf(text) : end
  return text === null || from === null || to === null || from > to || to > text.length ? null : text.substring(from, to)
}

function toLowerCase(text) {
  return text === null ? null : text.toLowerCase()
}

function toUpperCase(text) {
  return text === null ? null : text.toUpperCase()
}

function trim(text) {
  return text === null ? null : text.trim()
}

function replace(text, old, replacement) {
  if (text === null || old === null || replacement === null) return null
  const at = text.indexOf(old)
  return at < 0 ? text : text.substring(0, at) + replacement + text.substring(at + old.length)
}
