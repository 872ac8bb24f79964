// A worker of a Node.js function: how its handler is found. Part of one program, see calls.cjs.
const { existsSync, readFileSync, statSync } = require('node:fs')
const { basename, dirname, join, resolve } = require('node:path')
const { pathToFileURL } = require('node:url')

worker.load = async (name) => {
  try {
    return await findHandler(name)
  } catch (error) {
    throw asRuntimeError(error)
  }
}

async function findHandler(name) {
  if (name.includes('..'))
    throw new RuntimeError(
      'MalformedHandlerName',
      `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    )
  const last = basename(name)
  const [, file, property] = /^([^.]*)\.(.*)$/.exec(last) ?? []
  if (file === undefined) throw new RuntimeError('MalformedHandlerName', 'Bad handler')
  const module = await loadModule(name.slice(0, name.lastIndexOf(last)), file)
  const found = property.split('.').reduce((value, key) => value?.[key], module)
  if (!found) throw new RuntimeError('HandlerNotFound', `${name} is undefined or not exported`)
  if (typeof found !== 'function') throw new RuntimeError('HandlerNotFound', `${name} is not a function`)
  return found
}

async function loadModule(below, file) {
  const path = resolve(worker.folder, below, file)
  const isModule = typeOfPackage(dirname(path)) === 'module'
  const kinds = [
    ['', false],
    ['.js', isModule],
    ['.mjs', true],
    ['.cjs', false],
  ]
  for (const [ending, imported] of kinds) {
    if (!statSync(path + ending, { throwIfNoEntry: false })?.isFile()) continue
    return imported ? import(pathToFileURL(path + ending).href) : require(path + ending)
  }
  return require(require.resolve(path))
}

/** Of the nearest package.json within the code. */
function typeOfPackage(from) {
  for (let place = from; place.startsWith(worker.folder); place = dirname(place))
    if (existsSync(join(place, 'package.json'))) return JSON.parse(readFileSync(join(place, 'package.json'))).type
  return undefined
}

function asRuntimeError(error) {
  const text = `${error}`
  if (/Cannot find (module|package) '@aws-sdk\//.test(text))
    console.warn('the AWS SDK that the runtime of Lambda has is not here: name it in package.json of the function')
  if (error instanceof SyntaxError) return new RuntimeError('UserCodeSyntaxError', text, error.stack)
  if (error?.code === 'MODULE_NOT_FOUND') return new RuntimeError('ImportModuleError', text, error.stack)
  return error
}
