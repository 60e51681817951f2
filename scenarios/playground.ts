import type { Scenario } from '../src/scenario/scenario.ts'

const web = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: web
        image: vergeops/versioned-nginx:1.0
        ports:
        - containerPort: 80
        resources:
          requests:
            cpu: 200m
            memory: 128Mi
        readinessProbe:
          httpGet:
            path: /
            port: 80
          periodSeconds: 5
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
  - port: 80
    targetPort: 80
`

/** What a newcomer finds: a Deployment behind a Service that somebody calls. */
export const playground: Scenario = {
  id: 'playground',
  title: 'Playground',
  summary: 'Three machines, a Deployment behind a Service, and somebody who calls it. Do what you like.',
  minutes: 0,
  machines: 3,
  setup: { manifests: web, traffic: [{ name: 'visitor', url: 'http://web.default/', perSecond: 12 }], lengthMs: 30_000 },
  files: { 'web.yaml': web },
  focus: 'deployments/default/web',
  view: 'machines',
  goals: [],
}
