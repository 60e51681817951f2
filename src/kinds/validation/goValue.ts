/** Values in Go's syntax (`%#v`), as the API server shows the structures that it refuses. */
import { base64ToBytes, utf8Bytes } from '../../base/base64.ts'
import { parseQuantity, type Quantity } from '../../base/quantity.ts'
import type { LabelSelector, OwnerReference } from 'kubernetes-types/meta/v1'

/** Text that stands in a message as it is. */
export class GoText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

function go(value: unknown): string {
  if (value instanceof GoText) return value.text
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}

/** `core.Taint{Key:"a", Effect:"NoSchedule"}`; field names in Go's spelling and order. */
export function goStruct(type: string, fields: Readonly<Record<string, unknown>>): GoText {
  return new GoText(`${type}{${Object.entries(fields).map(([name, value]) => `${name}:${go(value)}`).join(', ')}}`)
}

/** A pointer: nil, or some address. Addresses differ from run to run in Go; ours is always the same. */
export function goPointer(type: string, value: unknown): GoText {
  return new GoText(value === undefined || value === null ? `(*${type})(nil)` : `(*${type})(0xc000000000)`)
}

/** `[]string{"a", "b"}`. */
export function goList(type: string, items: readonly unknown[] | undefined): GoText {
  return new GoText(items?.length ? `[]${type}{${items.map(go).join(', ')}}` : `[]${type}(nil)`)
}

export function goStrings(items: readonly string[] | undefined): GoText {
  return goList('string', items)
}

/** `map[string]string{"app":"web"}`, sorted by key. */
export function goMap(type: string, map: Readonly<Record<string, unknown>> | undefined): GoText {
  const keys = Object.keys(map ?? {}).sort()
  return new GoText(keys.length > 0 ? `${type}{${keys.map((key) => `${JSON.stringify(key)}:${go(map?.[key])}`).join(', ')}}` : `${type}(nil)`)
}

export function goLabels(labels: Readonly<Record<string, string>> | undefined): GoText {
  return goMap('map[string]string', labels)
}

export function goSelector(selector: LabelSelector): GoText {
  const expressions = selector.matchExpressions?.map(({ key, operator, values }) => goStruct('v1.LabelSelectorRequirement', { Key: key, Operator: operator, Values: goStrings(values) }))
  return goStruct('v1.LabelSelector', { MatchLabels: goLabels(selector.matchLabels), MatchExpressions: goList('v1.LabelSelectorRequirement', expressions) })
}

export function goOwner({ apiVersion = '', kind = '', name = '', uid = '', controller, blockOwnerDeletion }: OwnerReference): GoText {
  return goStruct('v1.OwnerReference', { APIVersion: apiVersion, Kind: kind, Name: name, UID: uid, Controller: goPointer('bool', controller), BlockOwnerDeletion: goPointer('bool', blockOwnerDeletion) })
}

/** Bytes, given in base64. */
export function goBytes(base64: string): GoText {
  return new GoText(`[]byte{${[...(base64ToBytes(base64) ?? [])].map((byte) => `0x${byte.toString(16)}`).join(', ')}}`)
}

/** JSON that is kept as it is: Go shows its bytes. */
export function goRawExtension(value: unknown): GoText {
  const bytes = utf8Bytes(JSON.stringify(value)).map((byte) => new GoText(`0x${byte.toString(16)}`))
  return goStruct('runtime.RawExtension', { Raw: goList('uint8', bytes), Object: new GoText('runtime.Object(nil)') })
}

export function goIntOrString(value: number | string): GoText {
  const text = typeof value === 'string'
  return goStruct('intstr.IntOrString', { Type: text ? 1 : 0, IntVal: text ? 0 : value, StrVal: text ? value : '' })
}

const DECIMAL_SCALES: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 }

/** A quantity with its text, as after it has been printed once. */
export function goQuantity(text: string): GoText {
  const { form, nano }: Quantity = parseQuantity(text)
  const scale = form === 'BinarySI' ? 0 : (DECIMAL_SCALES[text.slice(-1)] ?? 0)
  const value = scale < 0 ? nano / 10n ** BigInt(9 + scale) : nano / 10n ** 9n / 10n ** BigInt(scale)
  return goStruct('resource.Quantity', {
    i: goStruct('resource.int64Amount', { value, scale }),
    d: goStruct('resource.infDecAmount', { Dec: new GoText('(*inf.Dec)(nil)') }),
    s: text,
    Format: form,
  })
}
