import { deployment, isReady, isRolledOut, madeSince, podsWith } from '../src/scenario/conditions.ts'
import type { Scenario } from '../src/scenario/scenario.ts'

const kuard = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: kuard
  labels:
    app: kuard
spec:
  replicas: 3
  selector:
    matchLabels:
      app: kuard
  template:
    metadata:
      labels:
        app: kuard
    spec:
      containers:
      - name: kuard
        image: gcr.io/kuar-demo/kuard-amd64:blue
        ports:
        - name: http
          containerPort: 8080
        resources:
          requests:
            cpu: 200m
            memory: 128Mi
        livenessProbe:
          httpGet:
            path: /healthy
            port: 8080
          initialDelaySeconds: 5
          periodSeconds: 10
          failureThreshold: 3
        readinessProbe:
          httpGet:
            path: /ready
            port: 8080
          periodSeconds: 2
          failureThreshold: 3
`

const service = `apiVersion: v1
kind: Service
metadata:
  name: kuard
spec:
  selector:
    app: kuard
  ports:
  - port: 80
    targetPort: 8080
`

const LABELS = { app: 'kuard' }

export const selfHealing: Scenario = {
  id: 'self-healing',
  title: 'Self-healing',
  summary: 'A pod dies, a machine dies. See who notices, who replaces what, and how long it takes.',
  minutes: 6,
  machines: 3,
  setup: { manifests: `${kuard}---\n${service}`, traffic: [{ name: 'visitor', url: 'http://kuard.default/', perSecond: 8 }], lengthMs: 40_000 },
  files: { 'kuard.yaml': kuard, 'kuard-service.yaml': service },
  focus: 'deployments/default/kuard',
  view: 'machines',
  goals: [
    {
      title: 'Kill a pod',
      text: 'The Deployment wants three pods. Delete one of them, and see what happens to it and what comes in its place. The visitor keeps calling meanwhile.',
      hints: ['Click a pod and press K, or use the terminal.', 'List the pods with `kubectl get pods`, then delete one of them by its name.'],
      solution: ['kubectl delete $(kubectl get pods -l app=kuard -o name | head -n 1)', 'advance 40s'],
      reached: (view) => podsWith(view, LABELS).filter(isReady).length >= 3 && podsWith(view, LABELS).some((pod) => isReady(pod) && madeSince(pod, view.sinceMs)),
    },
    {
      title: 'Ask for five',
      text: 'Nothing is healed that is not wanted. Say that you want five pods, and the ReplicaSet makes the two that are missing.',
      hints: ['`kubectl scale` changes how many are wanted.', '`kubectl scale deployment kuard --replicas=5`'],
      solution: ['kubectl scale deployment kuard --replicas=5', 'advance 30s'],
      reached: (view) => (deployment(view, 'kuard')?.spec.replicas ?? 0) >= 5 && isRolledOut(view, 'kuard'),
    },
    {
      title: 'Lose a machine',
      text: 'Take a machine out of service as an operator does: drain it. Its pods are evicted, and the others take over.',
      hints: ['`kubectl drain` cordons a machine and evicts its pods.', '`kubectl drain node-1`'],
      solution: ['kubectl drain node-1', 'advance 60s'],
      reached: (view) => {
        const cordoned = view.list('nodes').filter(({ spec }) => spec.unschedulable).map(({ metadata }) => metadata.name)
        const pods = podsWith(view, LABELS)
        return cordoned.length > 0 && isRolledOut(view, 'kuard') && !pods.some(({ spec }) => cordoned.includes(spec.nodeName ?? ''))
      },
    },
  ],
}
