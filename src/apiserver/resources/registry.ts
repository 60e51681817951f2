import type { ResourceName } from '../../kinds/resources.ts'
import type { ResourceBehaviour } from './behaviour.ts'
import { namespaces } from './namespaces.ts'
import { services } from './services.ts'

/** What the server itself does for some resources. */
export const behaviours: Readonly<Partial<Record<ResourceName, ResourceBehaviour>>> = {
  namespaces,
  services,
}
