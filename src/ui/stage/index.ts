/**
 * The stage: the cluster as a moving picture. `<Stage>` is fed by a `SceneStore` alone (deltas in, nothing out) and says what a person does through callbacks;
 * it knows neither worker nor API. One picture for each view (views.ts): the layout is a pure function of the scene (scene/layout/), frames/ draws what stands
 * around the pods, and the pods are the same in all views, so that they travel when the view is switched. Few pods are elements (PodNode), many are painted on
 * one canvas (Painted); requests are dots on another (Sparks).
 */
export { SceneStore } from './SceneStore.ts'
export { Stage, type StageProps } from './Stage.tsx'
export type { StageAction } from './actions.ts'
export { stageViews, type StageView } from './views.ts'
