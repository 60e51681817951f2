import { base64ToText } from '../../base/base64.ts'
import { formatQuantity, parseQuantity, quantityToMilli, quantityToNumber } from '../../base/quantity.ts'
import { KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { collectionPath } from '../paths.ts'
import type { Session } from '../session.ts'

/** Where a variable's value comes from, in words (`secret login, key password`). */
export function sourceText({ fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef }: JsonObject): string {
  if (configMapKeyRef) return `configmap ${configMapKeyRef.name}, key ${configMapKeyRef.key}`
  if (secretKeyRef) return `secret ${secretKeyRef.name}, key ${secretKeyRef.key}`
  if (fieldRef) return `field path ${fieldRef.fieldPath}`
  if (resourceFieldRef) return `resource field ${resourceFieldRef.containerName ? `${resourceFieldRef.containerName}/` : ''}${resourceFieldRef.resource}`
  return 'invalid valueFrom'
}

/** Finds the values that variables refer to, as `set env --list --resolve` shows them. */
export class SourceValues {
  readonly #session: Session
  readonly #objects = new Map<string, JsonObject>()

  constructor(session: Session) {
    this.#session = session
  }

  async valueOf(source: JsonObject, object: JsonObject, container: JsonObject): Promise<string> {
    const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = source
    if (secretKeyRef) return base64ToText(await this.#key('secrets', 'secret', secretKeyRef))
    if (configMapKeyRef) return this.#key('configmaps', 'config map', configMapKeyRef)
    if (fieldRef) return fieldValue(object, fieldRef.fieldPath)
    if (resourceFieldRef) return resourceValue(container, resourceFieldRef)
    throw new KubectlError('invalid valueFrom')
  }

  async #key(resource: string, noun: string, { name, key }: JsonObject): Promise<string> {
    const path = `${collectionPath('v1', resource, this.#session.namespace)}/${name}`
    const object = this.#objects.get(path) ?? (await this.#session.client.get(path))
    this.#objects.set(path, object)
    const value = object['data']?.[key] as string | undefined
    if (value === undefined) throw new KubectlError(`key ${key} not found in ${noun} ${name}`)
    return value
  }
}

function mapText(map: Readonly<Record<string, string>> = {}): string {
  return Object.keys(map).sort().map((key) => `${key}=${JSON.stringify(map[key])}`).join('\n')
}

function fieldValue({ metadata = {} }: JsonObject, path: string): string {
  const subscript = /^metadata\.(annotations|labels)\['(.*)'\]$/.exec(path)
  if (subscript) return metadata[subscript[1] as string]?.[subscript[2] as string] ?? ''
  switch (path) {
    case 'metadata.annotations':
      return mapText(metadata.annotations)
    case 'metadata.labels':
      return mapText(metadata.labels)
    case 'metadata.name':
    case 'metadata.namespace':
    case 'metadata.uid':
      return metadata[path.slice('metadata.'.length)] ?? ''
    default:
      throw new KubectlError(`unsupported fieldPath: ${path}`)
  }
}

/** A request or limit in units of the divisor, rounded up. */
function resourceValue({ resources = {} }: JsonObject, { resource, divisor = '0' }: JsonObject): string {
  const match = /^(limits|requests)\.(cpu|memory|ephemeral-storage|storage)$/.exec(resource)
  if (!match) throw new KubectlError(`unsupported container resource : ${resource}`)
  const [, list = '', name = ''] = match
  const amount = formatQuantity(parseQuantity(resources[list]?.[name] ?? '0'))
  const unit = quantityToNumber(divisor) === 0 ? '1' : divisor
  return name === 'cpu' ? String(Math.ceil(quantityToMilli(amount) / quantityToMilli(unit))) : String(Math.ceil(quantityToNumber(amount) / quantityToNumber(unit)))
}
