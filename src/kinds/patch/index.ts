/** Patches of the three kinds that change an object, by the types' own merge rules. */
export { PatchError } from './errors.ts'
export { applyJsonPatch } from './jsonPatch.ts'
export { applyMergePatch } from './mergePatch.ts'
export { applyStrategicMergePatch } from './strategicMergePatch.ts'
export { goPlain } from './goPlain.ts'
