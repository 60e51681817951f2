import type { PersistentVolumeSpec, Volume } from 'kubernetes-types/core/v1'
import type { JsonObject } from '../json.ts'
import { describeClaim, describeVolumeAttributes } from './claim.ts'
import type { Sheet } from './sheet.ts'
import { PERSISTENT_CSI, type SourceFormat, VOLUME_SOURCES } from './volumeSources.ts'

export function describeVolumes(sheet: Sheet, volumes: readonly Volume[] = [], isTemplate = false): void {
  const indent = isTemplate ? '  ' : ''
  if (volumes.length === 0) return sheet.line(0, `${indent}Volumes:\t<none>`)
  sheet.line(0, `${indent}Volumes:`)
  for (const volume of volumes) {
    sheet.line(1, `${isTemplate ? ' ' : ''}${volume.name}:`)
    describeVolume(sheet, volume)
  }
}

function describeVolume(sheet: Sheet, volume: Volume): void {
  if (volume.projected) describeProjected(sheet, volume.projected.sources as JsonObject[])
  else if (volume.downwardAPI) describeDownward(sheet, (volume.downwardAPI.items ?? []) as JsonObject[])
  else if (volume.ephemeral) {
    sheet.line(2, 'Type:\tEphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)')
    const template = volume.ephemeral.volumeClaimTemplate
    if (template) describeClaim(sheet, { metadata: template.metadata, spec: template.spec }, { level: 2, isTemplate: true, nowMs: 0 })
  } else describeSource(sheet, volume as JsonObject, VOLUME_SOURCES)
}

/** The source section of a persistent volume. */
export function describePersistentSource(sheet: Sheet, spec: PersistentVolumeSpec): void {
  describeSource(sheet, spec as JsonObject, { ...VOLUME_SOURCES, csi: PERSISTENT_CSI })
}

function describeSource(sheet: Sheet, holder: JsonObject, formats: Readonly<Record<string, SourceFormat>>): void {
  const key = Object.keys(formats).find((each) => holder[each])
  if (key === undefined) return sheet.line(1, '<unknown>')
  const { what, fields } = formats[key] as SourceFormat
  const source = holder[key] as JsonObject
  sheet.line(2, `Type:\t${what}`)
  for (const { title, value } of fields) sheet.line(2, `${title}\t${value(source)}`)
  if (key === 'csi') describeVolumeAttributes(sheet, source['volumeAttributes'])
}

function describeProjected(sheet: Sheet, sources: readonly JsonObject[] = []): void {
  sheet.line(2, 'Type:\tProjected (a volume that contains injected data from multiple sources)')
  for (const { secret, downwardAPI, configMap, serviceAccountToken } of sources) {
    if (secret) {
      sheet.line(2, `SecretName:\t${secret.name}`)
      sheet.line(2, `SecretOptionalName:\t${secret.optional ?? '<nil>'}`)
    } else if (downwardAPI) sheet.line(2, 'DownwardAPI:\ttrue')
    else if (configMap) {
      sheet.line(2, `ConfigMapName:\t${configMap.name}`)
      sheet.line(2, `ConfigMapOptional:\t${configMap.optional ?? '<nil>'}`)
    } else if (serviceAccountToken) sheet.line(2, `TokenExpirationSeconds:\t${serviceAccountToken.expirationSeconds}`)
  }
}

function describeDownward(sheet: Sheet, items: readonly JsonObject[]): void {
  sheet.line(2, 'Type:\tDownwardAPI (a volume populated by information about the pod)')
  sheet.line(2, 'Items:')
  for (const { fieldRef, resourceFieldRef, path } of items) {
    if (fieldRef) sheet.line(3, `${fieldRef.fieldPath} -> ${path}`)
    if (resourceFieldRef) sheet.line(3, `${resourceFieldRef.resource} -> ${path}`)
  }
}
