import { imageOf, isRolledOut, podsWith } from '../src/scenario/conditions.ts'
import type { Scenario } from '../src/scenario/scenario.ts'

const alpaca = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: alpaca-prod
  labels:
    app: alpaca
    env: prod
spec:
  replicas: 6
  selector:
    matchLabels:
      app: alpaca
      env: prod
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 25%
      maxUnavailable: 25%
  template:
    metadata:
      labels:
        app: alpaca
        env: prod
    spec:
      containers:
      - name: alpaca-prod
        image: gcr.io/kuar-demo/kuard-amd64:1
        ports:
        - containerPort: 8080
        resources:
          requests:
            cpu: 100m
            memory: 64Mi
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
  name: alpaca-prod
spec:
  selector:
    app: alpaca
    env: prod
  ports:
  - port: 80
    targetPort: 8080
`

const REPOSITORY = 'gcr.io/kuar-demo/kuard-amd64'

export const rollingUpdate: Scenario = {
  id: 'rolling-update',
  title: 'Rolling update under traffic',
  summary: 'Bring a new version out while people use the old one; then a version that does not exist, and undo it.',
  minutes: 8,
  machines: 3,
  setup: { manifests: `${alpaca}---\n${service}`, traffic: [{ name: 'visitor', url: 'http://alpaca-prod.default/', perSecond: 12 }], lengthMs: 40_000 },
  files: { 'alpaca-prod.yaml': alpaca, 'alpaca-prod-service.yaml': service },
  focus: 'deployments/default/alpaca-prod',
  view: 'workloads',
  goals: [
    {
      title: 'Bring version 2 out',
      text: 'Set the image to `:2`. The Deployment makes a new ReplicaSet and moves pods over, never more above or below what its bounds allow. Nobody who calls should notice.',
      hints: ['Edit the image in the editor and apply, or use `kubectl set image`.', '`kubectl set image deployment/alpaca-prod alpaca-prod=gcr.io/kuar-demo/kuard-amd64:2`'],
      solution: [`kubectl set image deployment/alpaca-prod alpaca-prod=${REPOSITORY}:2`, 'advance 90s'],
      reached: (view) => imageOf(view, 'alpaca-prod') === `${REPOSITORY}:2` && isRolledOut(view, 'alpaca-prod'),
    },
    {
      title: 'Bring a broken version out',
      text: 'Set the image to `:broken`, which does not exist. The roll-out stops at its bounds: the old pods that are left go on answering.',
      hints: ['`kubectl set image deployment/alpaca-prod alpaca-prod=gcr.io/kuar-demo/kuard-amd64:broken`', 'See the reason with `kubectl get pods` and `kubectl describe pod`.'],
      solution: [`kubectl set image deployment/alpaca-prod alpaca-prod=${REPOSITORY}:broken`, 'advance 40s'],
      reached: (view) =>
        podsWith(view, { app: 'alpaca', env: 'prod' }).some(({ status }) => (status?.containerStatuses ?? []).some(({ state }) => /ImagePull/.test(state?.waiting?.reason ?? ''))),
    },
    {
      title: 'Undo it',
      text: 'Go back to the revision before. Its ReplicaSet is still there, so nothing has to be built anew.',
      hints: ['See the revisions with `kubectl rollout history deployment/alpaca-prod`.', '`kubectl rollout undo deployment/alpaca-prod`'],
      solution: ['kubectl rollout undo deployment/alpaca-prod', 'advance 60s'],
      reached: (view) => imageOf(view, 'alpaca-prod') === `${REPOSITORY}:2` && isRolledOut(view, 'alpaca-prod'),
    },
  ],
}
