/**
 * The scene: turns watched objects and request facts into what is drawn, in pure stages. relate.ts finds to whom a pod belongs; pods.ts, nodes.ts, workloads.ts,
 * services.ts and traffic.ts project objects into entities (model.ts); diff.ts keeps what has changed; builder.ts runs these once a frame, near the cluster, and
 * sends a delta. The page adds deltas up (state.ts), decides what is coloured (focus.ts), and gives everything its place (layout/), since sizes are the page's.
 */
export { SceneBuilder } from './builder.ts'
export type * from './model.ts'
export { applyDelta, emptyScene, type Scene } from './state.ts'
export { sceneResources, type SceneResource } from './world.ts'
