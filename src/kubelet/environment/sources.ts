import { base64ToText } from '../../base/base64.ts'
import type { Api } from '../../client/api.ts'
import { ConnectionError, StatusError } from '../../client/status.ts'
import type { ConfigMap, Secret } from '../../kinds/resources.ts'

/** The keys of a ConfigMap or Secret with their text, or why they cannot be had. */
export type Keys = { readonly keys: Readonly<Record<string, string>> } | { readonly error: string; readonly missing: boolean }

/** Where containers and volumes get their configuration from. */
export interface Sources {
  configMap(namespace: string, name: string): Keys
  secret(namespace: string, name: string): Keys
}

/** Reads through the API; the error of what is missing is the server's without its kind: `configmap "x" not found`. */
export function apiSources(api: Api): Sources {
  return {
    configMap: (namespace, name) => read('configmap', () => configMapKeys(api.get('configmaps', namespace, name))),
    secret: (namespace, name) => read('secret', () => secretKeys(api.get('secrets', namespace, name))),
  }

  function read(kind: string, get: () => Keys): Keys {
    try {
      return get()
    } catch (error) {
      if (error instanceof ConnectionError) return { error: `failed to sync ${kind} cache: timed out waiting for the condition`, missing: false }
      if (!(error instanceof StatusError)) throw error
      const { name } = error.status.details ?? {}
      if (error.status.reason === 'NotFound') return { error: `${kind} "${name ?? ''}" not found`, missing: true }
      return { error: error.message, missing: false }
    }
  }
}

/** Stored objects never change, so what was read of one is kept as long as the object is. */
const known = new WeakMap<ConfigMap | Secret, Keys>()

function configMapKeys(object: ConfigMap): Keys {
  const { data = {}, binaryData } = object
  if (!binaryData) return { keys: data }
  return remembered(object, () => ({ ...data, ...decoded(binaryData) }))
}

function secretKeys(object: Secret): Keys {
  return remembered(object, () => decoded(object.data ?? {}))
}

function remembered(object: ConfigMap | Secret, read: () => Readonly<Record<string, string>>): Keys {
  let keys = known.get(object)
  if (!keys) known.set(object, (keys = { keys: read() }))
  return keys
}

function decoded(data: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, base64ToText(value)]))
}
