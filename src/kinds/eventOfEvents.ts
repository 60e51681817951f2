/** Events in the words of `events.k8s.io/v1`: the same objects as those of the core group, with other names for some fields. */
import { event } from './event.ts'
import type { Conversion, Draft, Kind } from './kind.ts'
import type { AnyStored } from './objects.ts'
import { basics } from './standard.ts'

const API_VERSION = 'events.k8s.io/v1'
/** Names of fields here, and in the core group. */
const NAMES: readonly (readonly [here: string, core: string])[] = [
  ['eventTime', 'eventTime'], ['series', 'series'], ['reportingController', 'reportingComponent'], ['reportingInstance', 'reportingInstance'], ['action', 'action'], ['reason', 'reason'],
  ['regarding', 'involvedObject'], ['related', 'related'], ['note', 'message'], ['type', 'type'], ['deprecatedSource', 'source'], ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'], ['deprecatedCount', 'count'],
]
/** Fields that are always there in the core group, and left out here when they say nothing. */
const EMPTY_IN_CORE = ['reportingComponent', 'reportingInstance']

const conversion: Conversion = {
  schema: 'events/v1.Event',
  toStored(object) {
    const renamed = Object.fromEntries(NAMES.flatMap(([here, core]) => (object[here] === undefined ? [] : [[core, object[here]]])))
    return { apiVersion: 'v1', kind: 'Event', metadata: object.metadata, ...renamed } as Draft
  },
  fromStored(object) {
    const renamed = NAMES.flatMap(([here, core]) => (object[core] === undefined || (EMPTY_IN_CORE.includes(core) && object[core] === '') ? [] : [[here, object[core]]]))
    return { kind: 'Event', apiVersion: API_VERSION, metadata: object.metadata, ...Object.fromEntries(renamed) } as AnyStored
  },
}

const { selectableFields = {}, cells, columns, nameColumn } = event
const SELECTABLE: Readonly<Record<string, string>> = {
  reason: 'reason', 'regarding.kind': 'involvedObject.kind', 'regarding.namespace': 'involvedObject.namespace', 'regarding.name': 'involvedObject.name', 'regarding.uid': 'involvedObject.uid',
  'regarding.apiVersion': 'involvedObject.apiVersion', 'regarding.resourceVersion': 'involvedObject.resourceVersion', 'regarding.fieldPath': 'involvedObject.fieldPath',
  reportingController: 'reportingComponent', type: 'type',
}

export const eventOfEvents: Kind = {
  ...basics('events.k8s.io', 'Event', 'events'),
  shortNames: ['ev'],
  createOnUpdate: true,
  storedAs: 'events',
  convert: { v1: conversion },
  selectableFields: Object.fromEntries(Object.entries(SELECTABLE).flatMap(([here, core]) => (selectableFields[core] ? [[here, selectableFields[core]]] : []))),
  columns,
  cells,
  ...(nameColumn === undefined ? {} : { nameColumn }),
}
