import type { Command } from '../command.ts'
import { deleteCluster, getClusters, setCluster } from '../config/clusters.ts'
import { currentContext, deleteContext, getContexts, renameContext, setContext, useContext } from '../config/contexts.ts'
import { setProperty, unsetProperty } from '../config/property.ts'
import { deleteUser, getUsers, setCredentials } from '../config/users.ts'
import { view } from '../config/view.ts'

export const config: Command = {
  name: 'config',
  group: 'Other Commands',
  use: 'SUBCOMMAND',
  short: 'Modify kubeconfig files',
  long: 'Modify kubeconfig files using subcommands like "kubectl config set current-context my-context".\n\n The loading order follows these rules:\n\n  1.  If the --kubeconfig flag is set, then only that file is loaded.\n  2.  If $KUBECONFIG environment variable is set, then the file that it names is loaded.\n  3.  Otherwise, ${HOME}/.kube/config is used.',
  commands: [currentContext, deleteCluster, deleteContext, deleteUser, getClusters, getContexts, getUsers, renameContext, setProperty, setCluster, setContext, setCredentials, unsetProperty, useContext, view],
}
