/**
 * Bodies of requests become objects here: JSON, YAML and protobuf, checked and brought into form as kube-apiserver's serializers do it, with their words
 * for what is wrong.
 */
export { DecodeError } from './errors.ts'
export { canonicalize, decodeMessage } from './message.ts'
export { cannotBeHandled, decodeObject, type BodyForm, type DecodedObject, type Wanted } from './object.ts'
export { parseText } from './text.ts'
