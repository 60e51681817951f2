import { kindOf } from '../kinds/registry.ts'
import { present } from '../base/invariant.ts'
import { apiVersionOf, type Draft, type Kind } from '../kinds/kind.ts'
import type { AnyStored } from '../kinds/objects.ts'

/** A kind in one of its served versions: what bodies of requests hold, and how objects are shown. */
export interface Served {
  /** The kind under which its objects are stored: its own, or that of another group that has the same objects. */
  readonly stored: Kind
  readonly kind: string
  readonly apiVersion: string
  /** The message of the type table for bodies. */
  readonly schema: string
  toStored(draft: Draft): Draft
  fromStored(object: AnyStored): AnyStored
}

const asIs = <T>(object: T): T => object

/** How a kind is served in a version that it has. */
export function servedAs(kind: Kind, version: string): Served {
  const stored = kind.storedAs === undefined ? kind : present(kindOf(kind.storedAs), `the kind of ${kind.storedAs}`)
  const conversion = kind.convert?.[version]
  const apiVersion = kind.group === '' ? version : `${kind.group}/${version}`
  if (!conversion) return { stored, kind: kind.kind, apiVersion: version === kind.versions[0] ? apiVersionOf(kind) : apiVersion, schema: kind.schema, toStored: asIs, fromStored: asIs }
  return { stored, kind: kind.kind, apiVersion, schema: conversion.schema, toStored: conversion.toStored, fromStored: conversion.fromStored }
}
