import { expect, test } from '@jest/globals'
import { mergeLocks } from './merge-locks.ts'

const own = 'jinja2==3.1.6 \\\n    --hash=sha256:aa\nmarkupsafe==3.0.4 \\\n    --hash=sha256:bb\n    # via jinja2\n'

test('two locks become one, sorted by package', () => {
  const model = '# comment\n--index-url https://example.org\nattrs==1.0 \\\n  --hash=sha256:cc \\\n  --hash=sha256:dd\n'
  expect(mergeLocks(own, model)).toBe(
    'attrs==1.0 \\\n    --hash=sha256:cc \\\n    --hash=sha256:dd\njinja2==3.1.6 \\\n    --hash=sha256:aa\n' +
      'markupsafe==3.0.4 \\\n    --hash=sha256:bb\n',
  )
})

test('the version of the model counts, however its name is spelled', () => {
  expect(mergeLocks(own, 'Markup_Safe==9 --hash=sha256:ee\nMarkupSafe==2.0 \\\r\n\t--hash=sha256:ff\r\n')).toBe(
    'jinja2==3.1.6 \\\n    --hash=sha256:aa\nMarkup_Safe==9 --hash=sha256:ee\nMarkupSafe==2.0 \\\n    --hash=sha256:ff\n',
  )
})
