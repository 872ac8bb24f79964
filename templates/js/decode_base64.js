
// Decodes what clients send as `base64:` text, before anything else reads it.
function decoded(input) {
  const values = {}
  for (const name of Object.keys(input)) {
    const value = input[name]
    values[name] = Array.isArray(value) ? value.map((item) => decodedFields(item)) : decodedText(value)
  }
  return values
}

function decodedFields(item) {
  const values = {}
  for (const name of Object.keys(item)) values[name] = decodedText(item[name])
  return values
}

// Text that only looks encoded stays as it is: it is no base64, or its bytes are no UTF-8.
function decodedText(value) {
  if (typeof value !== 'string' || !value.startsWith('base64:')) return value
  const encoded = value.slice('base64:'.length)
  if (encoded.length % 4 !== 0 || !util.matches('^[A-Za-z0-9+/]*={0,2}$', encoded)) return value
  const text = util.base64Decode(encoded)
  return util.base64Encode(text) === encoded ? text : value
}
