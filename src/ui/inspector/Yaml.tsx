import type { AnyStored } from '../../kinds/objects.ts'
import { printYaml } from '../../kubectl/yamlPrinter.ts'

/** The object as `kubectl get -o yaml` shows it. */
export function Yaml({ object }: { object: AnyStored }) {
  const { managedFields: _, ...metadata } = object.metadata as AnyStored['metadata'] & { managedFields?: unknown }
  return <pre className="inspector-yaml">{printYaml({ ...object, metadata })}</pre>
}
