import type { Scenario } from '../src/scenario/scenario.ts'

export const empty: Scenario = {
  id: 'empty',
  title: 'An empty cluster',
  summary: 'Three machines and nothing on them.',
  minutes: 0,
  machines: 3,
  setup: { manifests: '', traffic: [], lengthMs: 15_000 },
  files: { 'new.yaml': '' },
  view: 'machines',
  goals: [],
}
