/** Who a container runs as and what it may do. */
import type { PodSpec, SeccompProfile, SecurityContext } from 'kubernetes-types/core/v1'
import type { Problems } from './errors.ts'
import { goPointer, goStruct } from './goValue.ts'
import { INT32_MAX, checkRange } from './numbers.ts'
import { checkDescendingPath } from './paths.ts'

const PROFILE_TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined']
const SYSCTL_SEGMENT = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?'
const SYSCTL = `^(${SYSCTL_SEGMENT}[\\./])*${SYSCTL_SEGMENT}$`
const SYSCTL_MOST_CHARACTERS = 253

export function checkPodSecurityContext(spec: PodSpec, path: string, problems: Problems): void {
  const context = spec.securityContext ?? {}
  checkRange(context.fsGroup, 0, INT32_MAX, `${path}.fsGroup`, problems)
  checkRange(context.runAsUser, 0, INT32_MAX, `${path}.runAsUser`, problems)
  checkRange(context.runAsGroup, 0, INT32_MAX, `${path}.runAsGroup`, problems)
  context.supplementalGroups?.forEach((group, index) => checkRange(group, 0, INT32_MAX, `${path}.supplementalGroups[${index}]`, problems))
  if (spec.shareProcessNamespace && spec.hostPID) problems.invalid(`${path}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled')
  checkSysctls(spec, `${path}.sysctls`, problems)
  problems.optionalChoice(`${path}.fsGroupChangePolicy`, context.fsGroupChangePolicy, ['Always', 'OnRootMismatch'])
  checkSeccomp(context.seccompProfile, `${path}.seccompProfile`, problems)
  checkAppArmor((context as ProfiledContext).appArmorProfile, `${path}.appArmorProfile`, problems)
  problems.optionalChoice(`${path}.supplementalGroupsPolicy`, (context as ProfiledContext).supplementalGroupsPolicy, ['Merge', 'Strict'])
}

type ProfiledContext = { appArmorProfile?: SeccompProfile; supplementalGroupsPolicy?: string }

function checkSysctls(spec: PodSpec, path: string, problems: Problems): void {
  const seen = new Set<string>()
  spec.securityContext?.sysctls?.forEach(({ name = '' }, index) => {
    const at = `${path}[${index}].name`
    if (name === '') problems.required(at)
    else if (name.length > SYSCTL_MOST_CHARACTERS || !new RegExp(SYSCTL).test(name)) problems.invalid(at, name, `must have at most ${SYSCTL_MOST_CHARACTERS} characters and match regex ${SYSCTL}`)
    else if (seen.has(name)) problems.duplicate(at, name)
    if (spec.hostNetwork && name.startsWith('net.')) problems.invalid(at, name, "may not be specified when 'hostNetwork' is true")
    seen.add(name)
  })
}

function checkSeccomp(profile: SeccompProfile | undefined, path: string, problems: Problems): void {
  if (!profile) return
  if (!profile.type) problems.required(`${path}.type`, 'type is required when seccompProfile is set')
  else problems.optionalChoice(`${path}.type`, profile.type, PROFILE_TYPES)
  const { localhostProfile } = profile
  if (profile.type === 'Localhost') {
    if (localhostProfile === undefined) problems.required(`${path}.localhostProfile`, 'must be set when seccomp type is Localhost')
    else checkDescendingPath(localhostProfile, `${path}.localhostProfile`, problems)
  } else if (localhostProfile !== undefined) problems.invalid(`${path}.localhostProfile`, goStruct('core.SeccompProfile', { Type: profile.type ?? '', LocalhostProfile: goPointer('string', localhostProfile) }), 'can only be set when seccomp type is Localhost')
}

function checkAppArmor(profile: SeccompProfile | undefined, path: string, problems: Problems): void {
  if (!profile) return
  const { type, localhostProfile } = profile
  if (!type) problems.required(`${path}.type`, 'type is required when appArmorProfile is set')
  else problems.optionalChoice(`${path}.type`, type, PROFILE_TYPES)
  if (type === 'Localhost') {
    if (!localhostProfile?.trim()) problems.required(`${path}.localhostProfile`, 'must be set when AppArmor type is Localhost')
    else if (localhostProfile.trim() !== localhostProfile) problems.invalid(`${path}.localhostProfile`, localhostProfile, 'must not be padded with whitespace')
  } else if (localhostProfile !== undefined && PROFILE_TYPES.includes(type)) problems.invalid(`${path}.localhostProfile`, localhostProfile, 'can only be set when AppArmor type is Localhost')
}

/** Go's fields of core.SecurityContext, in order, with the types that their pointers point to. */
const CONTEXT_FIELDS: readonly (readonly [keyof SecurityContext | 'appArmorProfile', string])[] = [
  ['capabilities', 'core.Capabilities'],
  ['privileged', 'bool'],
  ['seLinuxOptions', 'core.SELinuxOptions'],
  ['windowsOptions', 'core.WindowsSecurityContextOptions'],
  ['runAsUser', 'int64'],
  ['runAsGroup', 'int64'],
  ['runAsNonRoot', 'bool'],
  ['readOnlyRootFilesystem', 'bool'],
  ['allowPrivilegeEscalation', 'bool'],
  ['procMount', 'core.ProcMountType'],
  ['seccompProfile', 'core.SeccompProfile'],
  ['appArmorProfile', 'core.AppArmorProfile'],
]

function goContext(context: SecurityContext) {
  const goName = (name: string): string => (name === 'seLinuxOptions' ? 'SELinuxOptions' : name.charAt(0).toUpperCase() + name.slice(1))
  return goStruct('core.SecurityContext', Object.fromEntries(CONTEXT_FIELDS.map(([name, type]) => [goName(name), goPointer(type, context[name as keyof SecurityContext])])))
}

export function checkSecurityContext(context: SecurityContext | undefined, path: string, problems: Problems): void {
  if (!context) return
  checkRange(context.runAsUser, 0, INT32_MAX, `${path}.runAsUser`, problems)
  checkRange(context.runAsGroup, 0, INT32_MAX, `${path}.runAsGroup`, problems)
  problems.optionalChoice(`${path}.procMount`, context.procMount, ['Default', 'Unmasked'])
  checkSeccomp(context.seccompProfile, `${path}.seccompProfile`, problems)
  if (context.allowPrivilegeEscalation === false) {
    if (context.privileged) problems.invalid(path, goContext(context), 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true')
    if (context.capabilities?.add?.includes('CAP_SYS_ADMIN')) problems.invalid(path, goContext(context), 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN')
  }
  checkAppArmor((context as ProfiledContext).appArmorProfile, `${path}.appArmorProfile`, problems)
}
