import { describe, expect, it } from 'vitest'
import { SchemaDocument } from './schema.ts'
import { explanation } from './text.ts'
import { indent, wordWrap } from './wordWrap.ts'

const SPEC = {
  type: 'object',
  description: 'How a widget should be.',
  required: ['color'],
  properties: {
    color: { type: 'string', description: 'Its colour.', enum: ['', 'red', 'green', 'blue', 'black'] },
    parts: { type: 'array', description: 'What it is made of.', items: { allOf: [{ $ref: '#/components/schemas/com.example.Widget' }] } },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
  },
}

const document = new SchemaDocument({
  components: {
    schemas: {
      'com.example.Spec': SPEC,
      'com.example.Widget': { type: 'object', description: 'A widget.', properties: { spec: { description: 'Its spec.', allOf: [{ $ref: '#/components/schemas/com.example.Spec' }] } }, 'x-kubernetes-group-version-kind': [{ group: 'example.com', version: 'v1', kind: 'Widget' }] },
    },
  },
})

const explain = (path: readonly string[], isRecursive = false) => {
  const found = document.follow(document.ofKind('example.com', 'v1', 'Widget') ?? {}, path)
  return found && explanation(document, found, isRecursive)
}

describe('what explain prints', () => {
  it('is a description and the fields with theirs', () => {
    expect(explain([])).toBe('DESCRIPTION:\n    A widget.\n    \nFIELDS:\n  spec\t<Spec>\n    Its spec.\n\n\n')
  })

  it('names a field, adds the description of its type, and shows at most four values of an enum in a list', () => {
    expect(explain(['spec'])).toBe(
      'FIELD: spec <Spec>\n\n\nDESCRIPTION:\n    Its spec.\n    How a widget should be.\n    \nFIELDS:\n  color\t<string> -required-\n  enum: "", red, green, blue, ....\n    Its colour.\n\n  labels\t<map[string]string>\n    <no description>\n\n  parts\t<[]Widget>\n    What it is made of.\n\n\n',
    )
  })

  it('shows all values of an enum for the field itself', () => {
    expect(explain(['spec', 'color'])).toBe('FIELD: color <string>\nENUM:\n    ""\n    red\n    green\n    blue\n    black\n\nDESCRIPTION:\n    Its colour.\n    \n\n')
  })

  it('goes through lists, and stops at types that hold themselves', () => {
    expect(explain(['spec', 'parts', 'spec', 'color'])).toContain('FIELD: color <string>')
    expect(explain(['spec'], true)).toBe('FIELD: spec <Spec>\n\n\nDESCRIPTION:\n    Its spec.\n    How a widget should be.\n    \nFIELDS:\n  color\t<string> -required-\n  enum: "", red, green, blue, ....\n  labels\t<map[string]string>\n  parts\t<[]Widget>\n    spec\t<Spec>\n\n')
  })

  it('is undefined for fields that do not exist', () => {
    expect(explain(['spec', 'nope'])).toBeUndefined()
  })
})

describe('lines', () => {
  it('break at blanks; long words stay whole', () => {
    expect(wordWrap('aa bb cc\ndddddddd e', 5)).toBe('aa bb\ncc\ndddddddd\ne')
    expect(indent('a\n', 2)).toBe('  a\n  ')
  })
})
